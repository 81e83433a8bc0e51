import { batchBytes } from '../../domain/change/batch-bytes.ts';
import type { ChangeBatch } from '../../domain/change/change.ts';
import { SMALL_LOAD_BYTES } from '../../domain/limits.ts';
import type { LoadIntent } from '../../domain/ports/intent.ts';
import type { Committed, Load, Refused } from '../../domain/ports/load.ts';
import type { QuarantinedRow } from '../../domain/ports/set-aside.ts';
import { mergeSound } from './bad-rows.ts';
import { commitLoad } from './commit.ts';
import type { Connection } from './connection.ts';
import { copiedLoad } from './copied-load.ts';
import { parameterSet } from './parameters.ts';
import { addRehearsed, lockModeIn } from './rehearsal.ts';
import { countAside, setRowsAside } from './set-aside.ts';
import { guardMerge, readGuard } from './sql/guard.ts';
import { type LockMode, lockTarget } from './sql/lock-target.ts';
import { objectLock } from './sql/object-key.ts';
import { beginClaimed, failTransaction } from './transaction.ts';

/**
 * A load of few rows: nothing is sent before the commit, and then all of it in three round trips (claim and lock, merge,
 * record and commit), which rule the time of a small file. Rows that turn out to be large are copied after all.
 */
export function smallLoad(connection: Connection, intent: LoadIntent): Load {
  const held: ChangeBatch[] = [];
  const aside: QuarantinedRow[] = [];
  let heldBytes = 0;
  let copied: Load | Refused | undefined;

  async function copyInstead(): Promise<void> {
    copied = await copiedLoad(connection, intent);
    for (const batch of held.splice(0)) {
      await addTo(copied, batch);
    }
    keepApart(copied, aside.splice(0));
  }

  return {
    async add(batch) {
      if (copied !== undefined) {
        await addTo(copied, batch);
        return;
      }
      held.push(batch);
      heldBytes += batchBytes(batch);
      if (heldBytes > SMALL_LOAD_BYTES) {
        await copyInstead();
      }
    },
    quarantine(rows) {
      if (copied === undefined) {
        aside.push(...rows);
      } else {
        keepApart(copied, rows);
      }
    },
    async commit() {
      if (copied === undefined) {
        return await commitBatches(connection, intent, { batches: held, aside });
      }
      return 'kind' in copied ? copied : await copied.commit();
    },
    async abandon() {
      if (copied !== undefined && !('kind' in copied)) {
        await copied.abandon();
      }
    },
  };
}

async function addTo(load: Load | Refused, batch: ChangeBatch): Promise<void> {
  if (!('kind' in load)) {
    await load.add(batch);
  }
}

function keepApart(load: Load | Refused, rows: readonly QuarantinedRow[]): void {
  if (!('kind' in load)) {
    load.quarantine(rows);
  }
}

interface Held {
  readonly batches: readonly ChangeBatch[];
  readonly aside: readonly QuarantinedRow[];
}

async function commitBatches(connection: Connection, intent: LoadIntent, { batches, aside }: Held): Promise<Committed> {
  const set = parameterSet(intent, batches);
  const behindClaim = `${lockBehindClaim(intent, lockModeIn(intent, set.lockMode))};\n${guardMerge(intent.table)}`;
  const transaction = await beginClaimed(connection, intent, behindClaim);
  if ('kind' in transaction) {
    return transaction;
  }
  try {
    await addRehearsed(transaction.client, intent);
    const counts = await mergeSound(transaction, set, readGuard(transaction.answers ?? []));
    await setRowsAside(transaction, aside);
    return await commitLoad(transaction, countAside(counts, aside.length), set.notes);
  } catch (error) {
    return await failTransaction(transaction, error);
  }
}

/** The target is locked in the message of the claim, but not by a consumer that did not get the claim. */
function lockBehindClaim(intent: LoadIntent, mode: LockMode): string {
  return `${lockTarget(intent.table, mode)} where pg_try_advisory_xact_lock(${objectLock(intent.object)})`;
}
