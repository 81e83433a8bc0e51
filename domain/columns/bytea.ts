import { asIs, fromText, makeType, refused } from './make-type.ts';
import { CellFault, type ColumnType } from './type.ts';

export interface ByteaOptions {
  /** How to read bytes that come as text; without it, such a column is refused. */
  readonly text?: 'hex';
}

const NOT_HEX = new CellFault(
  'is not hexadecimal text',
  'write two digits 0-9, a-f for each byte, `\\x` or `0x` before them at most',
);

const HEX = /^(?:\\x|0x)?(?<digits>(?:[0-9a-f]{2})*)$/iu;

/**
 * Bytes. Takes bytes as they are; text only if `{ text: 'hex' }` says how to read it: pairs of hexadecimal digits in
 * either case, after `\x`, `0x` or nothing. Blank text is NULL; no bytes at all are not.
 *
 * @example `from('THUMBNAIL', bytea())`
 */
export function bytea(options?: ByteaOptions): ColumnType<Uint8Array> {
  const name = `bytea(${options === undefined ? '' : JSON.stringify(options)})`;
  return makeType<Uint8Array>({
    name,
    sql: 'bytea',
    converter: source => {
      if (source.kind === 'bytes') {
        return asIs;
      }
      return source.kind === 'text' && options?.text === 'hex'
        ? fromText(readHex)
        : refused(name, source, "declare text(), or bytea({ text: 'hex' }) if it is hexadecimal text");
    },
    read: written => (written instanceof Uint8Array ? written : new CellFault('are no bytes', 'write a Uint8Array')),
  });
}

function readHex(text: string): Uint8Array | CellFault {
  const digits = HEX.exec(text)?.groups?.['digits'];
  return digits === undefined ? NOT_HEX : Uint8Array.from(Buffer.from(digits, 'hex'));
}
