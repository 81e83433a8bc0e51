/**
 * Bytes that a file calls text and that are not UTF-8, as a value: a mark, then a character for each byte. No text that is
 * UTF-8 begins with the mark, which is half of a surrogate pair. So a row with such a cell can be told, and kept exactly.
 */
import type { SourceValue } from './column.ts';

const MARK = '\udfff';
const MARK_CODE = 0xdf_ff;

export function markedText(bytes: Uint8Array): string {
  return MARK + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function isMarkedText(value: SourceValue): boolean {
  return typeof value === 'string' && value.charCodeAt(0) === MARK_CODE;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What `markedText` was given, for people: plain ASCII as it is, `\xff` for every other byte. */
export function escapedBytes(marked: string): string {
  return Array.from(marked.slice(MARK.length), byteText).join('');
}

function byteText(character: string): string {
  const byte = character.charCodeAt(0);
  const isPlain = byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH;
  return isPlain ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
}
