import { boolean } from './boolean.ts';
import { bytea } from './bytea.ts';
import type { SourceType } from './column.ts';
import { date } from './date.ts';
import { double } from './double.ts';
import { bigint, integer, smallint } from './integer.ts';
import { numeric } from './numeric.ts';
import { text } from './text.ts';
import { time } from './time.ts';
import { timestamp } from './timestamp.ts';
import type { ColumnType } from './type.ts';

/** Digits of the largest unsigned 64-bit integer. */
const UINT64_DIGITS = 20;

/** The narrowest column type that holds every value of a source column, for a target column that a file brings along. */
export function typeOfSource(source: SourceType): ColumnType {
  switch (source.kind) {
    case 'boolean':
      return boolean();
    case 'integer':
      return typeOfInteger(source.bits, source.signed);
    case 'decimal': {
      const sized = numeric(source.precision, source.scale);
      return (sized.problems ?? []).length === 0 ? sized : numeric();
    }
    case 'float':
      return double();
    case 'bytes':
      return bytea();
    case 'date':
      return date() as unknown as ColumnType;
    case 'time':
      return time() as unknown as ColumnType;
    case 'timestamp':
      return timestamp() as unknown as ColumnType;
    default:
      return text();
  }
}

/** PostgreSQL has signed integers only, of 16, 32 and 64 bits. */
function typeOfInteger(bits: number, signed: boolean): ColumnType {
  const needed = signed ? bits : bits + 1;
  if (needed <= 16) {
    return smallint();
  }
  if (needed <= 32) {
    return integer();
  }
  return needed <= 64 ? bigint() : numeric(UINT64_DIGITS, 0);
}
