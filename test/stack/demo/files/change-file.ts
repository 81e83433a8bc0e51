/**
 * Files of changes. Their writer is parquetjs-lite, so that the loader meets one that is not its reader's sibling. It knows
 * no DECIMAL; AMOUNT_EXACT is text here, as DMS writes a NUMBER with NumberDataTypeScale -2.
 */
/// <reference path="./parquetjs-lite.d.ts" />
import { Writable } from 'node:stream';
import parquet from 'parquetjs-lite';
import type { Change } from './changes.ts';

const TEXT = { type: 'UTF8', optional: true, compression: 'GZIP' } as const;

const SCHEMA = new parquet.ParquetSchema({
  Op: TEXT,
  PRODUCT_ID: { type: 'INT64', optional: true, compression: 'GZIP' },
  PRODUCT_NAME: TEXT,
  IS_ACTIVE: TEXT,
  REG_DATE: TEXT,
  PRICE: TEXT,
  AMOUNT: TEXT,
  AMOUNT_EXACT: TEXT,
  TAGS: TEXT,
  UPDATED_AT: { type: 'TIMESTAMP_MICROS', optional: true, compression: 'GZIP' },
  DESCRIPTION: TEXT,
});

export async function changeFile(changes: readonly Change[]): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const writer = await parquet.ParquetWriter.openStream(SCHEMA, stream);
  for (const [op, id, name, active, day, price, exact, tags, updatedAt] of changes) {
    await writer.appendRow({
      Op: op,
      PRODUCT_ID: id,
      PRODUCT_NAME: name,
      IS_ACTIVE: active,
      REG_DATE: day,
      PRICE: price,
      AMOUNT: '0.50',
      AMOUNT_EXACT: exact,
      TAGS: tags,
      UPDATED_AT: microsOf(updatedAt),
    });
  }
  await writer.close();
  return Buffer.concat(chunks);
}

/** `2026-11-22T09:00:00.000001` in microseconds since 1970: a Date holds milliseconds only. */
function microsOf(text: string): bigint {
  return BigInt(Date.parse(`${text.slice(0, 23)}Z`)) * 1000n + BigInt(text.slice(23));
}
