import type { SourceType } from './column.ts';
import { makeType, refused } from './make-type.ts';
import { textOf } from './source-text.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';

export interface TextOptions {
  /** What to do with U+0000, which PostgreSQL's text cannot hold: refuse the value, the default, or leave it out. */
  readonly nul?: 'refuse' | 'strip';
  /** How to read a column of bytes; without it, such a column is refused. */
  readonly bytes?: 'utf8';
}

const HAS_NUL = new CellFault(
  'has a NUL character, which PostgreSQL text cannot hold',
  "clean the source, or declare text({ nul: 'strip' }) to leave such characters out",
);
const NOT_UTF8 = new CellFault('is not UTF-8', 'declare bytea(), or decode it in custom()');

/**
 * Text, as it is: nothing is trimmed, and blank text stays what it is; only NULL is NULL.
 *
 * Takes text, and of everything else but bytes the canonical text: `123.45`, `2024-02-29`, `2024-02-29 13:05:00.5`,
 * `true`. Bytes are refused unless declared. A NUL character is a fault unless declared.
 *
 * @example `from('PRODUCT_NAME', text())`
 */
export function text(options?: TextOptions): ColumnType<string> {
  const check = options?.nul === 'strip' ? withoutNul : refuseNul;
  return makeType<string>({
    name: `text(${options === undefined ? '' : JSON.stringify(options)})`,
    sql: 'text',
    converter: source => textConverter(source, check, options),
    read: written => (typeof written === 'string' ? check(written) : new CellFault('is not text', 'write a string')),
  });
}

type Check = (text: string) => string | CellFault;

function withoutNul(value: string): string {
  return value.includes('\0') ? value.replaceAll('\0', '') : value;
}

function refuseNul(value: string): string | CellFault {
  return value.includes('\0') ? HAS_NUL : value;
}

function textConverter(source: SourceType, check: Check, options?: TextOptions): Convert<string> | CellFault {
  if (source.kind === 'text') {
    return value => check(value as string);
  }
  if (source.kind !== 'bytes') {
    return textOf(source);
  }
  return options?.bytes === 'utf8'
    ? fromUtf8(check)
    : refused('text()', source, "declare bytea(), or text({ bytes: 'utf8' }) if the bytes are text");
}

function fromUtf8(check: Check): Convert<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return value => {
    try {
      return check(decoder.decode(value as Uint8Array));
    } catch {
      return NOT_UTF8;
    }
  };
}
