import { describe, expect, it } from 'vitest';
import { itemsOf } from '../../handlers/cli/files/load-items.ts';

const HERE = import.meta.dirname;
const nothing = () => Promise.resolve([]);

function items(args: readonly string[], as?: string, root?: string, writtenAt?: string) {
  return itemsOf({ args, as, root, writtenAt }, nothing);
}

describe('what is to be loaded', () => {
  it('is an object by its URL, without a question to S3', async () => {
    expect(await items(['s3://landing/a/b c+d.parquet'])).toEqual([
      { bucket: 'landing', key: 'a/b c+d.parquet', path: undefined, isNamed: true },
    ]);
  });

  it('is what S3 lists below a URL that ends with a slash', async () => {
    const asked: string[] = [];
    const list = (bucket: string, prefix: string) => {
      asked.push(`${bucket} ${prefix}`);
      return Promise.resolve(['p/1', 'p/2']);
    };
    const found = await itemsOf(
      { args: ['s3://landing/p/'], as: undefined, root: undefined, writtenAt: undefined },
      list,
    );
    expect(found.map(({ key, isNamed }) => [key, isNamed])).toEqual([
      ['p/1', false],
      ['p/2', false],
    ]);
    expect(asked).toEqual(['landing p/']);
  });

  it('is a local file under the identity that it is given', async () => {
    expect(await items([`${HERE}/stack.ts`], 's3://b/s/t/LOAD1.parquet')).toEqual([
      { bucket: 'b', key: 's/t/LOAD1.parquet', path: `${HERE}/stack.ts`, isNamed: true },
    ]);
  });

  it('is a local file under a prefix and its path below the root', async () => {
    expect(await items([`${HERE}/stack.ts`], 's3://b/p/', `${HERE}/..`)).toEqual([
      { bucket: 'b', key: 'p/handlers/stack.ts', path: `${HERE}/stack.ts`, isNamed: true },
    ]);
    expect(await items([`${HERE}/stack.ts`], 's3://b', HERE)).toMatchObject([{ key: 'stack.ts' }]);
    expect((await items([HERE], 's3://b', HERE)).every(({ isNamed }) => !isNamed)).toBe(true);
  });

  it.each([
    ['2026-01-31T12:00:00Z', Date.UTC(2026, 0, 31, 12)],
    ['2026-01-31T21:00:00.250+09:00', Date.UTC(2026, 0, 31, 12, 0, 0, 250)],
    ['2024-02-29T12:00-01:30', Date.UTC(2024, 1, 29, 13, 30)],
  ])('is a local LOAD file with the time that is given, %s', async (text, writtenAtMs) => {
    expect(await items([`${HERE}/stack.ts`], 's3://b/s/t/LOAD1.parquet', undefined, text)).toMatchObject([
      { key: 's/t/LOAD1.parquet', writtenAtMs },
    ]);
  });

  it('is an object of S3 with the time that is given, if it is a LOAD file', async () => {
    const files = ['s3://b/s/t/LOAD1.parquet', 's3://b/s/t/20260131-120000000.parquet'];
    const found = await items(files, undefined, undefined, '2026-01-31T12:00:00Z');
    expect(found.map(({ writtenAtMs }) => writtenAtMs)).toEqual([Date.UTC(2026, 0, 31, 12), undefined]);
  });

  it.each([
    ['2026-01-31T12:00:00', 'write it with its zone'],
    ['2026-01-31', 'write it with its zone'],
    ['2026-02-31T12:00:00Z', 'is no time for --written-at'],
    ['2026-01-31T25:00:00Z', 'is no time for --written-at'],
    ['1769860800000', 'is no time for --written-at'],
    ['', 'is no time for --written-at'],
    ['2999-01-31T12:00:00Z', 'is a time for --written-at that is yet to come'],
    ['0000-01-01T00:00Z', 'is a time for --written-at before 1970'],
  ])('has no other time: %s', async (text, words) => {
    const found = items([`${HERE}/stack.ts`], 's3://b/s/t/LOAD1.parquet', undefined, text);
    await expect(found).rejects.toMatchObject({ code: 'COMMAND_INVALID', message: expect.stringContaining(words) });
  });

  it.each([
    [
      'a file of changes',
      [`${HERE}/stack.ts`],
      's3://b/s/t/20260131-120000000.parquet',
      'is given for LOAD files, and none is there',
    ],
  ])('has no given time if it is %s', async (_case, args, as, words) => {
    await expect(items(args, as, undefined, '2026-01-31T12:00:00Z')).rejects.toThrow(words);
  });

  it.each([
    [
      'a prefix as the identity of one file',
      [`${HERE}/stack.ts`],
      's3://b/p/',
      undefined,
      '--as s3://bucket/prefix/ --root',
    ],
    [
      'one identity for two files',
      [`${HERE}/stack.ts`, `${HERE}/run-cli.ts`],
      's3://b/k',
      undefined,
      'is the identity of one file, and 2 are given; load them one by one',
    ],
    ['one identity for a folder', [HERE], 's3://b/k', undefined, '; add --root, the folder below which'],
    ['a prefix for a folder without a root', [HERE], 's3://b/p/', undefined, `--as s3://bucket/prefix/ --root ${HERE}`],
    ['an identity for an object of S3', ['s3://b/s/t/LOAD1.parquet'], 's3://b/k', undefined, 'leave out --as'],
    ['a key together with a root', [HERE], 's3://b/p', HERE, 'does not end with a slash'],
    ['a file outside the root', [HERE], 's3://b/', `${HERE}/../domain`, 'is not below --root'],
    ['the root itself as a file', [`${HERE}/stack.ts`], 's3://b/', `${HERE}/stack.ts`, 'is not below --root'],
    ['an identity that is no URL', [`${HERE}/stack.ts`], 'b/k', undefined, 'write it as s3://bucket/key'],
    ['a URL without a bucket', ['s3:///k'], undefined, undefined, 'write it as s3://bucket/key'],
    ['a prefix below which nothing is', ['s3://b/p/'], undefined, undefined, 'holds no file'],
  ])('is not %s', async (_case, args, as, root, words) => {
    await expect(items(args, as, root)).rejects.toThrow(words);
    await expect(items(args, as, root)).rejects.toMatchObject({ code: 'COMMAND_INVALID' });
  });
});
