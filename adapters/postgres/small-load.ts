import type { ChangeBatch } from '../../domain/change/change.ts';
import type { Committed, Load, LoadIntent } from '../../domain/ports.ts';
import { commitLoad } from './commit.ts';
import type { Connection } from './connection.ts';
import { mergeSet, needsExclusiveLock } from './merge.ts';
import { parameterSource, parameterValues } from './parameters.ts';
import type { ChangeShape } from './sql/changes.ts';
import { type LockMode, lockTarget } from './sql/lock-target.ts';
import { objectLock } from './sql/object-key.ts';
import { beginClaimed, refusalOf, rollBack } from './transaction.ts';

/**
 * A load of few rows: nothing is sent before the commit, and then all of it in three round trips (claim and lock, merge,
 * record and commit), which rule the time of a small file.
 */
export function smallLoad(connection: Connection, intent: LoadIntent): Load {
  const batches: ChangeBatch[] = [];
  return {
    add: batch => Promise.resolve(void batches.push(batch)),
    commit: async () => await commitBatches(connection, intent, batches),
    abandon: () => Promise.resolve(),
  };
}

async function commitBatches(
  connection: Connection,
  intent: LoadIntent,
  batches: readonly ChangeBatch[],
): Promise<Committed> {
  const hasDeletes = batches.some(needsExclusiveLock);
  const shape: ChangeShape = { table: intent.table, columns: intent.columns, hasOldKey: intent.hasOldKey };
  const values = parameterValues(shape, batches);
  try {
    const claim = await beginClaimed(connection, intent, lockBehindClaim(intent, hasDeletes ? 'exclusive' : 'shared'));
    if ('kind' in claim) {
      return claim;
    }
    const context = { connection, client: await connection.client(), intent, claim };
    const counts = await mergeSet(context, {
      shape,
      source: parameterSource(shape),
      values,
      rowCount: batches.reduce((sum, batch) => sum + batch.rowCount, 0),
      hasDeletes,
      guards: { tombstones: true, floor: true },
    });
    return await commitLoad(context, counts);
  } catch (error) {
    await rollBack(connection, await connection.client());
    return await refusalOf(connection, intent, error);
  }
}

/** The target is locked in the message of the claim, but not by a consumer that did not get the claim. */
function lockBehindClaim(intent: LoadIntent, mode: LockMode): string {
  return `${lockTarget(intent.table, mode)} where pg_try_advisory_xact_lock(${objectLock(intent.object)})`;
}
