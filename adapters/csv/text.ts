import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import { LoaderError } from '../../domain/errors.ts';

const BYTE_ORDER_MARK = '\ufeff';
const REPLACEMENT = '\ufffd';
const REPLACEMENT_BYTES = 3;

/**
 * The text of UTF-8 bytes, cut between characters, a byte order mark at its start dropped. Where a byte is wrong, the text
 * before it still comes; only then is the error thrown, so that whoever reads knows in which row it is.
 */
export async function* textsOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  let rest: Uint8Array = new Uint8Array();
  let isStart = true;
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? asBuffer(piece) : Buffer.concat([rest, piece]);
    const end = bytes.length - brokenTail(bytes);
    const whole = bytes.subarray(0, end);
    rest = bytes.subarray(end);
    const isGood = isAscii(whole) || isUtf8(whole);
    const text = isGood ? decoded(whole) : beforeBadByte(whole);
    yield isStart && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    isStart &&= text === '';
    if (!isGood) {
      throw notUtf8();
    }
  }
  if (rest.length > 0) {
    throw notUtf8();
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** How many bytes at the end begin a character that is not complete. */
function brokenTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes.at(-back) ?? 0;
    if (byte < 0x80) {
      return 0;
    }
    if (byte >= 0xc0) {
      return lengthFrom(byte) > back ? back : 0;
    }
  }
  return 0;
}

function lengthFrom(lead: number): number {
  if (lead >= 0xf0) {
    return 4;
  }
  return lead >= 0xe0 ? 3 : 2;
}

function decoded(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

/** Up to the first replacement character that is not in the bytes themselves. */
function beforeBadByte(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  let from = 0;
  let byte = 0;
  for (;;) {
    const at = text.indexOf(REPLACEMENT, from);
    byte += Buffer.byteLength(text.slice(from, at));
    if (!isGenuine(bytes, byte)) {
      return text.slice(0, at);
    }
    from = at + 1;
    byte += REPLACEMENT_BYTES;
  }
}

/** U+FFFD itself. */
function isGenuine(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd;
}

function notUtf8(): LoaderError {
  return new LoaderError('ROW_BAD', {
    reason: 'holds a byte that is not UTF-8 text',
    remedy: 'correct the text at the source: DMS writes UTF-8, from Oracle in any character set',
  });
}
