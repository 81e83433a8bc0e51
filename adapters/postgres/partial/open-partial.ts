/** The progress of a file that takes several transactions, before its first one. */

import type { PartialIntent } from '../../../domain/ports/intent.ts';
import type { Refused } from '../../../domain/ports/load.ts';
import type { PartialLoad } from '../../../domain/ports/partial.ts';
import type { Connection } from '../connection.ts';
import { createPartial, noteOpening, startOver } from '../sql/create-partial.ts';
import { findPartial, findPartialOf, type PartialRow, readPartial } from '../sql/find-partial.ts';
import { leaveLeftovers } from '../sql/leave-leftovers.ts';
import { lockTarget } from '../sql/lock-target.ts';
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
    const made = await makePartial(transaction);
    await transaction.client.query('commit');
    transaction.watch.end();
    return made;
  } catch (error) {
    return await failTransaction(transaction, error, [intent.table]);
  }
}

async function makePartial(transaction: Transaction<PartialIntent>): Promise<PartialLoad> {
  const { client, intent, claim } = transaction;
  const before = await partialIn(transaction);
  if (before === undefined) {
    await client.query(createPartial(intent, claim));
  } else if (before.mappingFingerprint !== intent.table.fingerprint) {
    // In a statement of its own: one sees the world as of its start.
    await client.query(lockTarget(intent.table, 'exclusive'));
    await client.query(leaveLeftovers(intent, claim.objectLoadId));
    await client.query(startOver(intent, claim.objectLoadId));
  }
  const made = await partialIn(transaction);
  if (made === undefined) {
    throw new RangeError('a file that takes several transactions has a slice');
  }
  return made;
}

async function partialIn({ client, claim }: Transaction<PartialIntent>): Promise<PartialLoad | undefined> {
  return readPartial((await client.query<PartialRow>(findPartial(claim.objectLoadId))).rows);
}
