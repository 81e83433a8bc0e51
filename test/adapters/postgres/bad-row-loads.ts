/** Loads of items in which the database refuses rows, and what they sent for it. */
import { vi } from 'vitest';
import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import type { ChangeBatch } from '../../../domain/change/change.ts';
import { LoaderError } from '../../../domain/errors.ts';
import type { LoadIntent } from '../../../domain/ports/intent.ts';
import type { Committed } from '../../../domain/ports/load.ts';
import type { SetAside, SourceRow } from '../../../domain/ports/set-aside.ts';
import type { RowFault } from '../../../domain/table/faults.ts';
import { type ItemFile, type ItemRow, itemBatch, itemIntent } from '../../factories/changes.ts';

/** Items 1 to `count`, with the amount that their number has in `amounts`, else 1. */
export function manyItems(count: number, amounts: Readonly<Record<number, number>> = {}): ItemRow[] {
  return Array.from({ length: count }, (_, at) => ['I', BigInt(at + 1), `item ${at + 1}`, amounts[at + 1] ?? 1]);
}

/** Loads as the pipeline does, with a budget for bad rows. A file of more than 500 rows is staged. */
export async function loadAside(
  database: PostgresDatabase,
  file: ItemFile,
  { budget = 100, batch = {}, ...more }: Partial<LoadIntent> & { budget?: number; batch?: Partial<ChangeBatch> } = {},
): Promise<Committed> {
  const load = await database.beginLoad({
    ...itemIntent(file),
    setAside: setAsideOf(file, budget),
    ...more,
  });
  if ('kind' in load) {
    return load;
  }
  try {
    await load.add({ ...itemBatch(file), ...batch });
    return await load.commit();
  } finally {
    await load.abandon();
  }
}

/** Rows as the file has them, and a budget for those that are bad. */
export function setAsideOf(file: ItemFile, budget = 100): SetAside {
  return {
    budgetLeft: () => budget,
    sourceRows: rows => Promise.resolve(rows.map(row => ({ row, cells: cellsOf(file.rows[row - 1]) }))),
    overBudget: faults => new LoaderError('BUDGET_EXCEEDED', { reason: sentences(faults), remedy: 'mend them' }),
  };
}

function cellsOf(row: ItemRow | undefined): SourceRow['cells'] {
  return [{ name: 'AMOUNT', type: { kind: 'integer', bits: 32, signed: true }, value: `${row?.[3] ?? null}` }];
}

function sentences(faults: readonly RowFault[]): string {
  return faults.map(fault => `${fault.row}: ${fault.reason}`).join('; ');
}

export function aside(...[read, applied, quarantined, superseded = 0]: readonly number[]) {
  return { kind: 'loaded', counts: { read, applied, unchanged: 0, superseded, quarantined } };
}

/** What is sent over the one connection of a database: messages, and the statements in them. */
export async function watchQueries(database: PostgresDatabase) {
  const spy = vi.spyOn(await database.connection.client(), 'query');
  const texts = () => spy.mock.calls.map(([asked]) => textOf(asked));
  return {
    texts,
    /** Statements after the first that was refused, up to the last that is of the merge: what the load would not send for itself. */
    statementsOfSearch(): number {
      const results = spy.mock.settledResults;
      const from = results.findIndex(result => result.type === 'rejected') + 1;
      const to = texts().findIndex(text => text.includes('dms_loader.quarantined_row_table_load_id_fkey'));
      const counts = results.slice(from, to).map(({ value }) => (Array.isArray(value) ? value.length : 1));
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

function textOf(asked: unknown): string {
  return typeof asked === 'string' ? asked : ((asked as { text?: string }).text ?? '');
}
