import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CODEC, PHYSICAL, pageV1, parquetFile, plainBytes } from '../factories/parquet.ts';

const READING = join(import.meta.dirname, 'support/read-and-measure.ts');
const MEBIBYTE = 1024 * 1024;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dms-loader-row-groups-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Measured {
  readonly rows: number;
  readonly message?: string;
  readonly mebibytes: number;
}

async function measure(bytes: Uint8Array, memoryMib: number): Promise<Measured> {
  const path = join(folder, 'file.parquet');
  await writeFile(path, bytes);
  const { stdout } = await promisify(execFile)(process.execPath, [READING, path, String(memoryMib)]);
  return JSON.parse(stdout) as Measured;
}

/** One row group of so many rows, some 45 bytes each, as pyarrow makes them of up to 1,048,576. */
function oneGroup(rowCount: number): Uint8Array {
  const numbers = Array.from({ length: rowCount }, (_, at) => at);
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'ID', data: BigInt64Array.from(numbers, BigInt), type: 'INT64', nullable: false },
        { name: 'NAME', data: numbers.map(number => `name of product ${number}`), type: 'STRING', nullable: false },
        { name: 'KIND', data: numbers.map(number => `kind ${number % 100}`), type: 'STRING', nullable: false },
      ],
      rowGroupSize: rowCount,
      codec: 'SNAPPY',
    }),
  );
}

test('P10: a row group of 1,000,000 rows takes hardly more memory than one of 100,000', {
  timeout: 180_000,
}, async () => {
  const small = await measure(oneGroup(100_000), 320);
  expect(small).toMatchObject({ rows: 100_000 });
  const large = await measure(oneGroup(1_000_000), 320);
  expect(large).toMatchObject({ rows: 1_000_000 });
  expect(large.mebibytes).toBeLessThan(320);
  expect(large.mebibytes - small.mebibytes).toBeLessThan(160);
});

const textFile = (...cells: readonly string[]) =>
  parquetFile({
    rows: cells.length,
    columns: [
      {
        name: 'NOTE',
        physical: PHYSICAL.BYTE_ARRAY,
        schema: { 6: { i32: 0 } },
        codec: CODEC.GZIP,
        pages: cells.map(cell => {
          const page = plainBytes(cell);
          return pageV1({ rows: 1, body: gzipSync(page), unpacked: page.length });
        }),
      },
    ],
  });

test('P11: a cell of 100 MB is refused by name before it is unpacked, and says what it takes', {
  timeout: 60_000,
}, async () => {
  const { rows, message, mebibytes } = await measure(textFile('x', 'x'.repeat(100 * MEBIBYTE)), 512);
  expect(rows).toBe(0);
  expect(message).toMatch(
    /^PARQUET_TOO_LARGE: .*column NOTE: has a cell of 104857604 bytes.*row group 1.*LobMaxSize.*LOADER_MEMORY_MB=1000/u,
  );
  expect(mebibytes).toBeLessThan(160);
});

test('P10: 60 cells of 8 MB are read a few at a time', { timeout: 60_000 }, async () => {
  const cells = Array.from({ length: 60 }, () => 'x'.repeat(8 * MEBIBYTE));
  const { rows, message, mebibytes } = await measure(textFile(...cells), 512);
  expect({ rows, message }).toEqual({ rows: 60, message: undefined });
  expect(mebibytes).toBeLessThan(512);
});
