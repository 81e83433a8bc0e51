import type pg from 'pg';
import type { Table } from '../../../domain/table/table.ts';
import { quotedTarget } from '../identifiers.ts';

/** A column of a target that a file lacks. */
export interface AbsentColumn {
  readonly name: string;
  /** As `format_type` writes it. */
  readonly type: string;
  /** SQL of its DEFAULT; null where it has none. */
  readonly default: string | null;
}

/** Generated and identity columns have values of their own; those of the loader are written by it. */
const TEXT = `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
  pg_get_expr(d.adbin, d.adrelid) as default
from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
  and a.attname <> all ($2::text[])
order by a.attnum`;

const LOADER_COLUMNS = ['_dms_written_at', '_dms_row', '_dms_load', '_dms_deleted'];

/**
 * The columns of a target that are not among the given ones, be they mapped or not: a row that moves to another key takes
 * them along, and one that begins anew begins with their defaults.
 */
export function absentColumns(table: Table, given: readonly string[]): pg.QueryConfig {
  return { name: 'absent-columns', text: TEXT, values: [quotedTarget(table), [...given, ...LOADER_COLUMNS]] };
}
