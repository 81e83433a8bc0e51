import type { RowCounts } from '../../../domain/change/change.ts';

/** The counts of `table_load`. */
export interface CountsRow {
  readonly rows_read: string;
  readonly rows_applied: string;
  readonly rows_unchanged: string;
  readonly rows_superseded: string;
  readonly rows_quarantined: string;
}

export function readCounts(row: CountsRow): RowCounts {
  return {
    read: Number(row.rows_read),
    applied: Number(row.rows_applied),
    unchanged: Number(row.rows_unchanged),
    superseded: Number(row.rows_superseded),
    quarantined: Number(row.rows_quarantined),
  };
}
