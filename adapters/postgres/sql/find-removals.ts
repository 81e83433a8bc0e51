import type pg from 'pg';
import { type Table, targetName } from '../../../domain/table/table.ts';

export interface RemovalRow {
  readonly objects: string;
  readonly first: Date;
  readonly last: Date;
}

/** How many files of a target left their bucket, and when that was recorded. No row: none. */
export function findRemovals(table: Table): pg.QueryConfig {
  return {
    text: `select objects, first_removed_at as first, last_removed_at as last
from dms_loader.source_removal where target = $1`,
    values: [targetName(table)],
  };
}
