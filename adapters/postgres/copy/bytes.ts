/** Raw bytes, and UUIDs, which are 16 of them. */

import { CellError } from './cell-error.ts';
import { type Output, reserve } from './output.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UUID_BYTES = 16;

export function writeBytea(output: Output, value: unknown): void {
  if (!(value instanceof Uint8Array)) {
    throw new CellError({ sqlType: 'bytea', value });
  }
  reserve(output, 4 + value.length);
  output.view.setInt32(output.at, value.length);
  output.buffer.set(value, output.at + 4);
  output.at += 4 + value.length;
}

export function writeUuid(output: Output, value: unknown): void {
  if (typeof value !== 'string' || !UUID.test(value)) {
    throw new CellError({ sqlType: 'uuid', value });
  }
  reserve(output, 4 + UUID_BYTES);
  output.view.setInt32(output.at, UUID_BYTES);
  output.buffer.write(value.replaceAll('-', ''), output.at + 4, 'hex');
  output.at += 4 + UUID_BYTES;
}
