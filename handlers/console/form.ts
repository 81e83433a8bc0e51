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
  const body = await bodyOf(request).catch(() => undefined);
  if (body === undefined) {
    throw refused(400, 'The form broke off before its end; send it again.');
  }
  if (body.length > LARGEST_FORM_BYTES) {
    throw refused(413, `A form has ${LARGEST_FORM_BYTES} bytes at most.`, { Connection: 'close' });
  }
  return new URLSearchParams(body.toString('utf8'));
}

/** Not much further than forms are long. Destroyed with the first chunk too many, the request would take its answer with it. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes > LARGEST_FORM_BYTES) {
      break;
    }
  }
  return Buffer.concat(chunks);
}
