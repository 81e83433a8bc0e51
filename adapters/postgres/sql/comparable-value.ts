import type pg from 'pg';
import type { SqlType } from '../../../domain/columns/column.ts';

/** Of types whose text does not tell that two values are one: what domain/table/key-text.ts makes of them. */
const FORMS: Readonly<Partial<Record<SqlType, string>>> = {
  numeric: 'trim_scale($1::numeric)',
  date: "$1::date - date '1970-01-01'",
  time: '(extract(epoch from $1::time) * 1000000)::bigint',
  timestamp: '(extract(epoch from $1::timestamp) * 1000000)::bigint',
  timestamptz: '(extract(epoch from $1::timestamptz) * 1000000)::bigint',
  bytea: "encode($1::bytea, 'hex')",
};

/** Reads a text as a value of a type, and answers one row: `value`, a text that equal values share. */
export function comparableValue(sql: SqlType, text: string): pg.QueryConfig {
  return { text: `select (${FORMS[sql] ?? `$1::${sql}`})::text as value`, values: [text] };
}
