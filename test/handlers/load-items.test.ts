import { describe, expect, it } from 'vitest';
import { itemsOf } from '../../handlers/cli/load-items.ts';

const HERE = import.meta.dirname;
const nothing = () => Promise.resolve([]);

function items(args: readonly string[], as?: string, root?: string) {
  return itemsOf({ args, as, root }, nothing);
}

describe('what is to be loaded', () => {
  it('is an object by its URL, without a question to S3', async () => {
    expect(await items(['s3://landing/a/b c+d.parquet'])).toEqual([
      { bucket: 'landing', key: 'a/b c+d.parquet', path: undefined },
    ]);
  });

  it('is what S3 lists below a URL that ends with a slash', async () => {
    const asked: string[] = [];
    const list = (bucket: string, prefix: string) => {
      asked.push(`${bucket} ${prefix}`);
      return Promise.resolve(['p/1', 'p/2']);
    };
    const found = await itemsOf({ args: ['s3://landing/p/'], as: undefined, root: undefined }, list);
    expect(found.map(({ key }) => key)).toEqual(['p/1', 'p/2']);
    expect(asked).toEqual(['landing p/']);
  });

  it('is a local file under the identity that it is given', async () => {
    expect(await items([`${HERE}/stack.ts`], 's3://b/s/t/LOAD1.parquet')).toEqual([
      { bucket: 'b', key: 's/t/LOAD1.parquet', path: `${HERE}/stack.ts` },
    ]);
  });

  it('is a local file under a prefix and its path below the root', async () => {
    expect(await items([`${HERE}/stack.ts`], 's3://b/p/', `${HERE}/..`)).toEqual([
      { bucket: 'b', key: 'p/handlers/stack.ts', path: `${HERE}/stack.ts` },
    ]);
    expect(await items([`${HERE}/stack.ts`], 's3://b', HERE)).toMatchObject([{ key: 'stack.ts' }]);
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
      'identity of one file',
    ],
    ['one identity for a folder', [HERE], 's3://b/k', undefined, 'identity of one file'],
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
