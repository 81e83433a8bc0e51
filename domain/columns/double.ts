import type { SourceType } from './column.ts';
import { decimalText } from './decimal-text.ts';
import { floatText } from './float-text.ts';
import { asIs, fromText, makeType, refused } from './make-type.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';

const OUTSIDE = new CellFault('is outside the range of double precision', 'declare numeric() to keep it exactly');
const NOT_FLOAT = new CellFault(
  'is not a number as double() reads it',
  'write it like 12.5 or 1.25E+1, or declare numeric(precision, scale, { group, decimal }) for amounts',
);

/**
 * 64-bit float, with NaN and infinities. Takes DOUBLE as it is, FLOAT by its shortest text (0.1 stays 0.1), integers,
 * DECIMAL and text (`12.5`, `1.25E+1`, `NaN`, `Infinity`, `Inf`); these become the nearest double, which holds 15 to 17
 * digits: declare `numeric()` to keep more. Blank text is NULL.
 *
 * @example `from('LATITUDE', double())`
 */
export function double(): ColumnType<number> {
  return makeType<number>({
    name: 'double()',
    sql: 'double precision',
    converter: floatConverter,
    read: written => (typeof written === 'number' ? written : NOT_FLOAT),
  });
}

function floatConverter(source: SourceType): Convert<number> | CellFault {
  switch (source.kind) {
    case 'float':
      return source.bits === 64 ? asIs : value => Number(floatText(value as number, 32));
    case 'integer':
      return Number;
    case 'decimal':
      return value => readFloat(decimalText(value as number | bigint, source.scale));
    case 'text':
      return fromText(readFloat);
    default:
      return refused('double()', source, 'map it to a type that it is, or with custom()');
  }
}

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;
/** A digit other than zero, before the exponent. */
const NOT_ZERO = /^[^e]*[1-9]/iu;

/** Oracle prints `Nan` and `Inf`. */
const NAMED: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['+infinity', Number.POSITIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
]);

function readFloat(text: string): number | CellFault {
  if (!FLOAT.test(text)) {
    return NAMED.get(text.toLowerCase()) ?? NOT_FLOAT;
  }
  const value = Number(text);
  const hasVanished = value === 0 && NOT_ZERO.test(text);
  return Number.isFinite(value) && !hasVanished ? value : OUTSIDE;
}
