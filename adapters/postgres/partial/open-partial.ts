/** The progress of a file that takes several transactions, before its first one. */

import type { PartialIntent } from '../../../domain/ports/intent.ts';
import type { Refused } from '../../../domain/ports/load.ts';
import type { PartialLoad } from '../../../domain/ports/partial.ts';
import { isAppendOnly } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { commitKnown } from '../known-commit.ts';
import { withoutKey } from '../load-again.ts';
import { createPartial, noteOpening, startOver } from '../sql/create-partial.ts';
import { findPartial, findPartialOf, type PartialRow, readPartial } from '../sql/find-partial.ts';
import { leaveLeftovers } from '../sql/leave-leftovers.ts';
import { countLoads, joinLoads } from '../sql/load-again.ts';
import { lockTarget } from '../sql/lock-target.ts';
import { objectLock } from '../sql/object-key.ts';
import { beginClaimed, failTransaction, type Transaction } from '../transaction.ts';

/**
 * What the ledger has of a file under the mapping of today, without a claim, as others may be loading slices of it; else a
 * new progress, made in a transaction of its own that claims the whole file.
 */
export async function openPartial(connection: Connection, intent: PartialIntent): Promise<PartialLoad | Refused> {
  const found = readPartial(await connection.ask<PartialRow>(findPartialOf(intent.object)));
  if (found?.mappingFingerprint !== intent.table.fingerprint) {
    return await beginPartial(connection, intent);
  }
  if (intent.sendsAgain === true && found.slices.filter(({ isDone }) => !isDone).length > 1) {
    await connection.ask({ text: noteOpening(intent, found.objectLoadId) });
  }
  return found;
}

async function beginPartial(connection: Connection, intent: PartialIntent): Promise<PartialLoad | Refused> {
  const transaction = await beginClaimed(connection, intent);
  if ('kind' in transaction) {
    return transaction;
  }
  try {
    await makePartial(transaction);
    return await commitPartial(transaction);
  } catch (error) {
    return await failTransaction(transaction, error, [intent.table]);
  }
}

async function makePartial({ client, intent, claim }: Transaction<PartialIntent>): Promise<void> {
  const { rows } = await client.query<{ loads: string }>(countLoads(claim.objectLoadId));
  const before = readPartial((await client.query<PartialRow>(findPartial(claim.objectLoadId))).rows);
  const loads = Number(rows[0]?.loads);
  const wasLoaded = before === undefined ? loads > 0 : before.slices.every(({ isDone }) => isDone);
  if (before === undefined && !wasLoaded) {
    await client.query(createPartial(intent, claim));
  } else if (wasLoaded || before?.mappingFingerprint !== intent.table.fingerprint) {
    refuseAgain(intent, wasLoaded);
    // In a statement of its own: one sees the world as of its start.
    await client.query(lockTarget(intent.table, 'exclusive'));
    if (loads > 1) {
      await client.query(joinLoads(intent.table, claim.objectLoadId));
    }
    await client.query(leaveLeftovers(intent, claim.objectLoadId));
    await client.query(startOver(intent, claim.objectLoadId));
  }
}

/** Only rows of the newest line of the ledger would be taken away. */
function refuseAgain(intent: PartialIntent, wasLoaded: boolean): void {
  if (wasLoaded && isAppendOnly(intent.table)) {
    throw withoutKey(intent, intent.table);
  }
}

/** The progress that is committed. */
async function commitPartial(transaction: Transaction<PartialIntent>): Promise<PartialLoad> {
  const { connection, intent, claim } = transaction;
  const made = await commitKnown(transaction, {
    marks: findPartial(claim.objectLoadId).text,
    read: ([first]) => readPartial((first?.rows ?? []) as PartialRow[]),
    locks: `select pg_advisory_xact_lock(${objectLock(intent.object)})`,
    async find() {
      const found = readPartial(await connection.ask<PartialRow>(findPartialOf(intent.object)));
      return found?.mappingFingerprint === intent.table.fingerprint ? found : undefined;
    },
  });
  if (made === undefined) {
    throw new RangeError('a file that takes several transactions has a slice');
  }
  return made;
}
