import { isUtf8 } from 'node:buffer';

const SEPARATOR = /[,;\t|]/u;

/** What the first bytes of a file look like, for the message that it is not Parquet. */
export function guessFormat(head: Uint8Array): string {
  if (head[0] === 0x1f && head[1] === 0x8b) {
    return 'it looks like gzip';
  }
  if (!isTextStart(head)) {
    return 'it lacks the PAR1 at its end';
  }
  const text = Buffer.from(head).toString('utf8').trimStart();
  if (text.startsWith('{') || text.startsWith('[')) {
    return 'it looks like JSON text';
  }
  if (text.startsWith('<')) {
    return 'it looks like XML text';
  }
  return SEPARATOR.test(text.split('\n', 1)[0] ?? '') ? 'it looks like CSV text' : 'it looks like plain text';
}

function isTextStart(head: Uint8Array): boolean {
  const hasControl = head.some(byte => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  if (hasControl) {
    return false;
  }
  // The last character may be cut: UTF-8 has at most four bytes to one.
  return [0, 1, 2, 3].some(cut => head.length > cut && isUtf8(head.subarray(0, head.length - cut)));
}
