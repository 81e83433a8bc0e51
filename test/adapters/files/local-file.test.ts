import { mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalFile } from '../../../adapters/files/local-file.ts';

const IDENTITY = { bucket: 'landing', key: 'dmstest/test_product/LOAD00000001.parquet' };

describe('openLocalFile', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dms-loader-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('P5: gives a file the identity that a single-part upload would have', async () => {
    const path = join(folder, 'abc');
    await writeFile(path, 'abc');
    await utimes(path, 1, 1_711_852_200.123);
    const file = await openLocalFile(path, IDENTITY);
    // The MD5 of "abc": RFC 1321, A.5.
    expect(file).toMatchObject({ ...IDENTITY, eTag: '900150983cd24fb0d6963f7d28e17f72', sizeBytes: 3 });
    expect(Math.abs(file.lastModifiedMs - 1_711_852_200_123)).toBeLessThanOrEqual(1);
    await file.close();
  });

  it('reads by ranges, in any order and at once', async () => {
    const path = join(folder, 'digits');
    await writeFile(path, '0123456789');
    const file = await openLocalFile(path, IDENTITY);
    const pieces = await Promise.all([file.read(5, 10), file.read(0, 3), file.read(9, 10)]);
    expect(pieces.map(piece => Buffer.from(piece).toString())).toEqual(['56789', '012', '9']);
    await file.close();
  });

  it('opens an empty file', async () => {
    const path = join(folder, 'empty');
    await writeFile(path, '');
    const file = await openLocalFile(path, IDENTITY);
    expect(file).toMatchObject({ sizeBytes: 0, eTag: 'd41d8cd98f00b204e9800998ecf8427e' });
    await file.close();
  });

  it('names a path that is not there, and a folder', async () => {
    const missing = join(folder, 'no-such-file');
    await expect(openLocalFile(missing, IDENTITY)).rejects.toMatchObject({
      code: 'OBJECT_MISSING',
      message: expect.stringContaining(`${missing}: is not there`),
    });
    await expect(openLocalFile(folder, IDENTITY)).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringContaining('is a folder'),
    });
  });

  it('refuses a file that became shorter', async () => {
    const path = join(folder, 'shrinking');
    await writeFile(path, '0123456789');
    const file = await openLocalFile(path, IDENTITY);
    await truncate(path, 4);
    await expect(file.read(2, 8)).rejects.toMatchObject({ code: 'OBJECT_CHANGED' });
    await file.close();
  });
});
