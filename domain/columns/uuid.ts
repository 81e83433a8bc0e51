import type { SourceType } from './column.ts';
import { fromText, makeType, refused } from './make-type.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';

const NO_UUID = new CellFault(
  'is not a UUID: 32 hexadecimal digits, dashes after the 8th, 12th, 16th and 20th or none, or 16 bytes',
  'clean the source, or declare text()',
);
const BYTES = 16;
const GROUPS = /^(?<a>[0-9a-f]{8})(?<b>[0-9a-f]{4})(?<c>[0-9a-f]{4})(?<d>[0-9a-f]{4})(?<e>[0-9a-f]{12})$/u;
const DASHED = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/**
 * UUID. Takes text with its four dashes or without any, in either case, and 16 bytes in the order in which they are
 * written (Oracle's SYS_GUID() as RAW(16)). Braces and `urn:uuid:` are refused; blank text is NULL.
 *
 * @example `from('ROW_GUID', uuid())`
 */
export function uuid(): ColumnType<string> {
  return makeType<string>({
    name: 'uuid()',
    sql: 'uuid',
    converter: uuidConverter,
    read: written => readUuid(String(written).trim()),
  });
}

function uuidConverter(source: SourceType): Convert<string> | CellFault {
  switch (source.kind) {
    case 'text':
      return fromText(readUuid);
    case 'bytes':
      return value => {
        const bytes = value as Uint8Array;
        return bytes.length === BYTES ? readUuid(Buffer.from(bytes).toString('hex')) : NO_UUID;
      };
    default:
      return refused('uuid()', source, 'map it to a type that it is, or with custom()');
  }
}

function readUuid(text: string): string | CellFault {
  const lower = text.toLowerCase();
  if (DASHED.test(lower)) {
    return lower;
  }
  return GROUPS.test(lower) ? lower.replace(GROUPS, '$1-$2-$3-$4-$5') : NO_UUID;
}
