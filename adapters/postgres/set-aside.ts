import type { RowCounts } from '../../domain/change/change.ts';
import type { QuarantinedRow } from '../../domain/ports/set-aside.ts';
import { storeRows } from './sql/store-rows.ts';
import type { Transaction } from './transaction.ts';

/** Keeps rows apart with their reasons, in the transaction of the load. They count as quarantined. */
export async function setRowsAside(
  { client, intent, claim }: Transaction,
  rows: readonly QuarantinedRow[],
): Promise<void> {
  if (rows.length > 0) {
    await client.query(storeRows(intent.table, claim, rows));
  }
}

/** The counts of a load with rows besides that were kept apart. */
export function countAside(counts: RowCounts, rows: number): RowCounts {
  return { ...counts, read: counts.read + rows, quarantined: counts.quarantined + rows };
}
