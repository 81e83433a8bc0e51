import type pg from 'pg';
import type { Table } from '../../../domain/table/table.ts';
import { quotedTombstones } from '../identifiers.ts';

export interface TargetColumn {
  readonly name: string;
  /** As `format_type` writes it: `numeric(15,2)`, `timestamp without time zone`. */
  readonly type: string;
  /** NOT NULL, and nothing fills it in. */
  readonly must_be_given: boolean;
  /** Its collation takes different texts for equal. */
  readonly is_loose: boolean;
}

export interface TargetRow {
  readonly columns: readonly TargetColumn[];
  /** The column sets of its unique, not deferrable, not partial indexes, each sorted by name. */
  readonly unique_keys: readonly (readonly string[])[];
  /** Columns of its tombstone table; empty where there is none. */
  readonly tombstones: readonly TargetColumn[];
  /** It has constraints, triggers or unique indexes besides the one of its key. */
  readonly judges_rows: boolean;
  /** Row security applies to this role, which COPY cannot write under. */
  readonly has_row_security: boolean;
  /** Columns that must not be NULL. */
  readonly not_null: readonly string[];
}

const columnsOf = (relation: string) => `coalesce((select json_agg(json_build_object(
    'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
    'must_be_given', a.attnotnull and not a.atthasdef and a.attidentity = '',
    'is_loose', coalesce((select not l.collisdeterministic from pg_collation l where l.oid = a.attcollation), false))
    order by a.attnum)
  from pg_attribute a where a.attrelid = ${relation} and a.attnum > 0 and not a.attisdropped), '[]')`;

const TEXT = `select
  ${columnsOf('c.oid')} as columns,
  coalesce((select json_agg((select json_agg(a.attname order by a.attname) from pg_attribute a
      where a.attrelid = c.oid
        and exists (select from generate_series(0, i.indnkeyatts - 1) at where i.indkey[at] = a.attnum)))
    from pg_index i where i.indrelid = c.oid and i.indisunique and i.indimmediate and i.indisvalid
      and i.indpred is null and i.indexprs is null), '[]') as unique_keys,
  ${columnsOf('to_regclass($3)')} as tombstones,
  exists (select from pg_constraint k where k.conrelid = c.oid and k.contype in ('c', 'f', 'x', 't'))
    or exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal)
    or (select count(*) > 1 from pg_index i where i.indrelid = c.oid and i.indisunique) as judges_rows,
  row_security_active(c.oid) as has_row_security,
  coalesce((select json_agg(a.attname) from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attnotnull
      and a.attname not like '\\_dms\\_%'), '[]') as not_null
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p')`;

/** The columns and keys of a target as they are. No row: there is no such table. */
export function describeTarget(table: Table): pg.QueryConfig {
  return {
    name: 'describe-target',
    text: TEXT,
    values: [table.target.schema, table.target.table, quotedTombstones(table)],
  };
}
