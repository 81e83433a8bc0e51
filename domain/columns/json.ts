import { fitsJsonb } from './jsonb-limits.ts';
import { fromText, makeType, refused } from './make-type.ts';
import { isPlainJson } from './plain-json.ts';
import { CellFault, type ColumnType } from './type.ts';

const NOT_JSON = new CellFault('is not JSON', 'clean the source, or declare text()');
const NO_JSONB = new CellFault(
  'is JSON that PostgreSQL jsonb cannot hold: an escaped NUL, half a surrogate pair, an exponent past 10000 or 1000 levels',
  'clean the source, or declare text()',
);

/**
 * JSON, stored as jsonb. Takes text that is valid JSON (RFC 8259); numbers keep all their digits, since the text itself is
 * handed on. Refused, because jsonb cannot hold them: `\u0000`, half a surrogate pair such as `\ud800`, exponents past
 * 10000, more than 1000 levels. Blank text is NULL; the JSON text `null` is the JSON value null.
 *
 * @example `from('ATTRIBUTES', json().default('{}'))`
 */
export function json(): ColumnType<string> {
  return makeType<string>({
    name: 'json()',
    sql: 'jsonb',
    converter: source =>
      source.kind === 'text'
        ? fromText(readJson)
        : refused('json()', source, 'map it to a type that it is, or with custom()'),
    read: written => readJson(String(written).trim()),
  });
}

function readJson(text: string): string | CellFault {
  if (isPlainJson(text)) {
    return text;
  }
  try {
    JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
  return fitsJsonb(text) ? text : NO_JSONB;
}
