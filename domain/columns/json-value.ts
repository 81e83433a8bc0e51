/** Values of a file as JSON, exact: for the columns that are kept in one jsonb because nothing is mapped from them. */
import type { SourceType, SourceValue } from './column.ts';
import { decimalText } from './decimal-text.ts';
import { floatText } from './float-text.ts';
import { textOf } from './source-text.ts';
import { text } from './text.ts';
import { CellFault, type Convert } from './type.ts';

/**
 * The JSON text of a value that is not NULL: integers and decimals as numbers with all their digits, finite floats by
 * their shortest text, NaN and infinities as text, bytes as `"\\x0aff"`, times as ISO 8601 text. Text with a NUL
 * character is a fault, as in `text()`: jsonb cannot hold it either.
 */
export function jsonOf(source: SourceType): Convert<string> {
  const written = textOf(source);
  switch (source.kind) {
    case 'boolean':
    case 'integer':
      return String;
    case 'decimal':
      return value => decimalText(value as number | bigint, source.scale);
    case 'float':
      return value => floatJson(value as number, source.bits);
    case 'text':
      return textJson(source);
    case 'timestamp':
      return value => JSON.stringify(written(value).replace(' ', 'T'));
    default:
      return value => JSON.stringify(written(value));
  }
}

function floatJson(value: number, bits: 32 | 64): string {
  const written = floatText(value, bits);
  return Number.isFinite(value) ? written : JSON.stringify(written);
}

function textJson(source: SourceType): Convert<string> {
  const check = text().converter(source) as Convert<string>;
  return (value: SourceValue) => {
    const checked = check(value);
    return checked instanceof CellFault ? checked : JSON.stringify(checked);
  };
}
