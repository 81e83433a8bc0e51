/** Column types of target columns that no mapping declares: the type that PostgreSQL says a column has decides. */
import { boolean } from './boolean.ts';
import { bytea } from './bytea.ts';
import type { SourceType, SourceValue } from './column.ts';
import { date } from './date.ts';
import { PLAIN_MARKS, plainDecimal } from './decimal-text.ts';
import { double } from './double.ts';
import { bigint, integer, smallint } from './integer.ts';
import { json } from './json.ts';
import { numeric } from './numeric.ts';
import { textOf } from './source-text.ts';
import { text } from './text.ts';
import { time } from './time.ts';
import { timestamp } from './timestamp.ts';
import { timestamptz } from './timestamptz.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';
import { uuid } from './uuid.ts';

const SIZED = /^numeric\((?<precision>\d+),(?<scale>\d+)\)$/u;

const PLAIN: ReadonlyMap<string, () => unknown> = new Map<string, () => unknown>([
  ['smallint', smallint],
  ['integer', integer],
  ['bigint', bigint],
  ['numeric', numeric],
  ['double precision', exactDouble],
  ['boolean', boolean],
  ['text', text],
  // Without a length: one with a length cuts trailing blanks off without a word.
  ['character varying', text],
  ['date', date],
  ['time without time zone', time],
  ['time', time],
  ['timestamp without time zone', timestamp],
  ['timestamp', timestamp],
  ['timestamp with time zone', timestamptz],
  ['bytea', bytea],
  ['jsonb', json],
  ['uuid', uuid],
]);

/**
 * The column type for a type as `format_type` or CREATE TABLE writes it: `numeric(15,2)`, `timestamp`. Undefined for one
 * that the loader cannot fill exactly: of a length, of a single float, of the owner's own making.
 */
export function typeOfDeclaration(declared: string): ColumnType | undefined {
  const groups = SIZED.exec(declared)?.groups;
  if (groups === undefined) {
    return PLAIN.get(declared)?.() as ColumnType | undefined;
  }
  const sized = numeric(Number(groups['precision']), Number(groups['scale']));
  return (sized.problems ?? []).length === 0 ? sized : undefined;
}

const INEXACT = new CellFault(
  'has more digits than double precision holds, and is not rounded',
  'make the column numeric',
);

/** `double()` takes the nearest double, as a mapping asks of it; nobody asked here, so each digit has to arrive. */
function exactDouble(): ColumnType<number> {
  const plain = double();
  return { ...plain, converter: source => exactly(plain.converter(source), source) };
}

function exactly(convert: Convert<number> | CellFault, source: SourceType): Convert<number> | CellFault {
  if (convert instanceof CellFault || source.kind === 'float') {
    return convert;
  }
  const written = textOf(source);
  return (value: SourceValue) => {
    const converted = convert(value);
    const isHeld = typeof converted !== 'number' || !Number.isFinite(converted) || isSame(written(value), converted);
    return isHeld ? converted : INEXACT;
  };
}

function isSame(written: string, converted: number): boolean {
  return significant(written.trim()) === significant(String(converted));
}

const LAST_ZEROS = /\.?0+$/u;

/** A number without the zeros at its end that mean nothing. */
function significant(number: string): string | undefined {
  const plain = plainDecimal(number, PLAIN_MARKS);
  return plain?.includes('.') === true ? plain.replace(LAST_ZEROS, '') : plain;
}
