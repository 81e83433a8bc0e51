/**
 * A load that is rolled back at its end, and says what it would have done. It runs the statements of a real one, and more of
 * its own that a real one is spared: they tell rows that were made from rows that were changed.
 */
import type pg from 'pg';
import type { Rehearsal } from '../../domain/change/rehearsal.ts';
import { NAMED_FAULTS } from '../../domain/limits.ts';
import type { ObjectIntent, TableIntent } from '../../domain/ports/intent.ts';
import type { RowFault } from '../../domain/table/faults.ts';
import { isAppendOnly } from '../../domain/table/table.ts';
import { addColumns, LOCK_TIMEOUT_MS } from './evolve.ts';
import type { ChangeSet } from './merge.ts';
import type { Claim } from './sql/claim-object.ts';
import { CHECK_DEFERRED } from './sql/guard.ts';
import { type LockMode, lockTarget } from './sql/lock-target.ts';
import { type LoadedTable, markLoaded } from './sql/mark-loaded.ts';
import { countRehearsed, createRehearsed, isRehearsed, noteRehearsed } from './sql/rehearsed-keys.ts';
import { timestampText } from './timestamp-text.ts';
import { rollBack, type Transaction } from './transaction.ts';

/**
 * Gives the target the columns that a real load would have added before. Whoever uses the table waits for the end of this.
 * The target's own lock comes first, as in a load, with which this would wait in a circle else.
 */
export async function addRehearsed(
  client: pg.Client,
  { table, adds = [] }: Pick<TableIntent, 'table' | 'adds'>,
): Promise<void> {
  if (adds.length > 0) {
    const steps = [
      `set local lock_timeout = ${LOCK_TIMEOUT_MS}`,
      lockTarget(table, 'exclusive'),
      addColumns(table, adds),
    ];
    await client.query(steps.join(';\n'));
  }
}

/** A rehearsal has its target for itself: what it counts nobody changes meanwhile. */
export function lockModeIn({ isRehearsal }: ObjectIntent, mode: LockMode): LockMode {
  return isRehearsal === true ? 'exclusive' : mode;
}

/**
 * To be called before a set is merged, under the lock of its target, and before the savepoint to which a failed merge goes
 * back: notes which of its rows are there. A real load has nothing to note.
 */
export async function noteRows({ client, intent, claim }: Transaction, set: ChangeSet): Promise<void> {
  if (intent.isRehearsal !== true || isAppendOnly(intent.table)) {
    return;
  }
  await client.query(createRehearsed(intent.table, claim.tableLoadId));
  const text = noteRehearsed(set.shape, set.source, claim.tableLoadId);
  await client.query({ text, values: [timestampText(intent.writtenAtMicros), claim.tableLoadId, ...set.values] });
}

/** In place of a commit: everything is written, what was put off is checked, and all of it is rolled back. */
export async function endRehearsal(
  transaction: Transaction<ObjectIntent>,
  loads: readonly LoadedTable[],
): Promise<readonly Rehearsal[]> {
  const { client, intent, claim } = transaction;
  const marks = markLoaded([{ intent, ...claim, loads }]);
  const steps = [...(claim.isReopened === true ? [] : [forgetPart(claim)]), marks, CHECK_DEFERRED];
  await client.query(steps.join(';\n'));
  const rehearsals: Rehearsal[] = [];
  for (const load of loads) {
    rehearsals.push({ ...(await effectsOf(client, load)), faults: await faultsOf(client, load) });
  }
  await rollBack(transaction);
  return rehearsals;
}

/** What the ledger has of a file that is loaded in part gives way to a load of all of it, and comes back with the rollback. */
function forgetPart({ objectLoadId }: Claim): string {
  return `update dms_loader.table_load set mapping_fingerprint = '' where object_load_id = ${objectLoadId}`;
}

async function effectsOf(
  client: pg.Client,
  { table, tableLoadId, counts }: LoadedTable,
): Promise<Omit<Rehearsal, 'faults'>> {
  const noted = await client.query<{ is_noted: boolean }>(isRehearsed(tableLoadId));
  if (noted.rows[0]?.is_noted !== true) {
    return { inserted: counts.applied, updated: 0, deleted: 0 };
  }
  const { rows } = await client.query<Record<'inserted' | 'updated' | 'deleted', string>>(
    countRehearsed(table, tableLoadId),
  );
  const [found] = rows;
  return { inserted: Number(found?.inserted), updated: Number(found?.updated), deleted: Number(found?.deleted) };
}

async function faultsOf(client: pg.Client, { tableLoadId }: LoadedTable): Promise<readonly RowFault[]> {
  const { rows } = await client.query<{ faults: readonly RowFault[] }>({
    text: `select faults from dms_loader.quarantined_row where table_load_id = $1 order by row_number limit ${NAMED_FAULTS}`,
    values: [tableLoadId],
  });
  return rows.flatMap(({ faults }) => faults).slice(0, NAMED_FAULTS);
}
