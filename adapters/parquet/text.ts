import { isAscii } from 'node:buffer';
import type { Spans } from './spans.ts';

/** Neither a byte order mark is dropped nor a bad byte replaced. */
const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const REPLACEMENT = '\ufffd';

/** Called with the number of a value that is not UTF-8, and its bytes; gives what stands for it, or throws. */
export type OnBadText = (index: number, bytes: Uint8Array) => string;

/**
 * Texts of a piece of a page. Calls into Node's decoders cost more than the decoding of a short text: a piece of ASCII is decoded
 * at once and cut; in others each value is decoded leniently, and strictly again only where a replacement character shows.
 */
export function textsOf(spans: Spans, onBadText: OnBadText): string[] {
  const from = spans.starts[0] ?? 0;
  const before = spans.ends.at(-1) ?? 0;
  return isAscii(spans.bytes.subarray(from, before)) ? asciiTexts(spans, from, before) : utf8Texts(spans, onBadText);
}

function asciiTexts({ bytes, starts, ends }: Spans, from: number, before: number): string[] {
  const whole = bytes.toString('latin1', from, before);
  const texts = new Array<string>(starts.length);
  for (let index = 0; index < texts.length; index++) {
    texts[index] = whole.slice((starts[index] ?? 0) - from, (ends[index] ?? 0) - from);
  }
  return texts;
}

function utf8Texts({ bytes, starts, ends }: Spans, onBadText: OnBadText): string[] {
  const texts = new Array<string>(starts.length);
  for (let index = 0; index < texts.length; index++) {
    const text = bytes.toString('utf8', starts[index], ends[index]);
    texts[index] = text;
    if (text.includes(REPLACEMENT)) {
      const value = bytes.subarray(starts[index], ends[index]);
      if (!isStrict(value)) {
        texts[index] = onBadText(index, value);
      }
    }
  }
  return texts;
}

function isStrict(bytes: Uint8Array): boolean {
  try {
    STRICT.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** `00112233-4455-6677-8899-aabbccddeeff` of each value of 16 bytes. */
export function uuidsOf({ bytes, starts, ends }: Spans): string[] {
  return Array.from(starts, (start, index) => {
    const hex = bytes.toString('hex', start, ends[index]);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  });
}
