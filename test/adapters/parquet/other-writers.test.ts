/** Files of two writers that share no code with the reader, nor with pyarrow, which wrote the samples. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { cellsOf, readBytes } from './read-all.ts';

const require = createRequire(import.meta.url);

const NAMES = ['가나다', '', 'plain', 'a,b', '가나다'];

describe('files of hyparquet-writer', () => {
  it.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP'] as const)('P4: are read, %s, over pages and row groups', async codec => {
    const rows = 2500;
    const text = Array.from({ length: rows }, (_, row) => (row % 7 === 0 ? null : `${NAMES[row % 5]}${row % 900}`));
    const large = Array.from({ length: rows }, (_, row) => 2n ** 60n + BigInt(row));
    const flags = Array.from({ length: rows }, (_, row) => row % 3 === 0);
    const doubles = Array.from({ length: rows }, (_, row) => row / 7);
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'TEXT', data: text, type: 'STRING' },
        { name: 'LARGE', data: large, type: 'INT64', nullable: false },
        { name: 'FLAG', data: flags, type: 'BOOLEAN', nullable: false },
        { name: 'DOUBLE', data: doubles, type: 'DOUBLE' },
        { name: 'DELTA', data: large, type: 'INT64', nullable: false, encoding: 'DELTA_BINARY_PACKED' },
        { name: 'SPLIT', data: doubles, type: 'DOUBLE', nullable: false, encoding: 'BYTE_STREAM_SPLIT' },
      ],
      codec,
      compressors: { GZIP: page => gzipSync(page) },
      rowGroupSize: 1000,
      pageSize: 2048,
    });
    const { file, batches } = await readBytes(new Uint8Array(bytes));
    expect(batches.map(batch => batch.rowCount)).toEqual([1000, 1000, 500]);
    expect(file.columns.map(({ type }) => type.kind)).toEqual([
      'text',
      'integer',
      'boolean',
      'float',
      'integer',
      'float',
    ]);
    const read = file.columns.map((_, index) => cellsOf(batches, index));
    expect(read).toEqual([text, large, flags, doubles, large, doubles]);
  });
});

/** What is used of parquetjs-lite, which has no types. */
interface ParquetJs {
  readonly ParquetSchema: new (fields: object) => object;
  readonly ParquetWriter: {
    openFile(schema: object, path: string): Promise<{ appendRow(row: object): Promise<void>; close(): Promise<void> }>;
  };
}

describe('files of parquetjs-lite', () => {
  it.each(['UNCOMPRESSED', 'GZIP', 'SNAPPY'])('P4: are read, %s', async compression => {
    const { ParquetSchema, ParquetWriter } = require('parquetjs-lite') as ParquetJs;
    const folder = await mkdtemp(join(tmpdir(), 'dms-loader-'));
    try {
      const path = join(folder, 'file.parquet');
      const schema = new ParquetSchema({
        NAME: { type: 'UTF8', compression, optional: true },
        COUNT: { type: 'INT64', compression },
        DAY: { type: 'DATE', compression },
        FLAG: { type: 'BOOLEAN', compression },
        RAW: { type: 'BYTE_ARRAY', compression },
      });
      const writer = await ParquetWriter.openFile(schema, path);
      for (const [index, name] of NAMES.entries()) {
        const day = new Date(Date.UTC(2024, 1, 28 + index));
        const row = { COUNT: index * 1000, DAY: day, FLAG: index % 2 === 0, RAW: Buffer.from([index, 255]) };
        await writer.appendRow(index === 2 ? row : { ...row, NAME: name });
      }
      await writer.close();
      const { batches } = await readBytes(await readFile(path));
      const read = [0, 1, 2, 3, 4].map(index => cellsOf(batches, index));
      expect(read).toEqual([
        ['가나다', '', null, 'a,b', '가나다'],
        [0n, 1000n, 2000n, 3000n, 4000n],
        // 2024-02-28 is day 19,781.
        [19_781, 19_782, 19_783, 19_784, 19_785],
        [true, false, true, false, true],
        NAMES.map((_, index) => Buffer.from([index, 255])),
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
