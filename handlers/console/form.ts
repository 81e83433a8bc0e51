import type { IncomingMessage } from 'node:http';
import { refused } from './refusal.ts';

/** The longest form has a prefix of 1,024 bytes, percent-encoded. */
const LARGEST_FORM_BYTES = 16 * 1024;

/** @throws Refused for what is no form, or longer than any form here */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    throw refused(415, 'Only forms are taken: application/x-www-form-urlencoded.');
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_FORM_BYTES) {
      throw refused(413, `A form has ${LARGEST_FORM_BYTES} bytes at most.`, { Connection: 'close' });
    }
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
