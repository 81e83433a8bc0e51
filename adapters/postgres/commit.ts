import type { RowCounts } from '../../domain/change/change.ts';
import type { Rehearsal } from '../../domain/change/rehearsal.ts';
import { isDone } from '../../domain/ledger.ts';
import type { ObjectIntent } from '../../domain/ports/intent.ts';
import type { Committed } from '../../domain/ports/load.ts';
import { commitKnown } from './known-commit.ts';
import { endRehearsal } from './rehearsal.ts';
import { findObject, type ObjectRow, readObject } from './sql/find-object.ts';
import { type LoadedTable, markLoaded } from './sql/mark-loaded.ts';
import { objectLock } from './sql/object-key.ts';
import type { Transaction } from './transaction.ts';

/** Records the load of one table and commits it, as `commitTables` does. */
export async function commitLoad(
  transaction: Transaction,
  counts: RowCounts,
  notes: readonly string[] = [],
): Promise<Committed> {
  const { intent, claim } = transaction;
  const [rehearsal] = await commitTables(transaction, [
    { table: intent.table, tableLoadId: claim.tableLoadId, counts },
  ]);
  return {
    kind: 'loaded',
    counts,
    ...(rehearsal === undefined ? {} : { rehearsal }),
    ...(claim.isReopened === true ? { isReopened: true } : {}),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/**
 * Records what a load did to its tables and commits, as `commitKnown` does. A rehearsal is rolled back, and answers what it
 * was, table by table.
 */
export async function commitTables(
  transaction: Transaction<ObjectIntent>,
  loads: readonly LoadedTable[],
): Promise<readonly Rehearsal[]> {
  const { connection, intent, claim } = transaction;
  if (intent.isRehearsal === true) {
    return await endRehearsal(transaction, loads);
  }
  await commitKnown(transaction, {
    marks: markLoaded([{ intent, ...claim, loads }]),
    read: () => true,
    locks: `select pg_advisory_xact_lock(${objectLock(intent.object)})`,
    async find() {
      const record = readObject(await connection.ask<ObjectRow>(findObject(intent.object)));
      return record !== undefined && isDone(record) ? true : undefined;
    },
  });
  return [];
}
