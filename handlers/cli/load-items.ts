import { type Dirent, promises as files } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { LoaderError } from '../../domain/errors.ts';

/** One file to be loaded: an object of S3, or a local file that stands for one. */
export interface LoadItem {
  readonly bucket: string;
  readonly key: string;
  /** Absolute; undefined for an object of S3. */
  readonly path: string | undefined;
}

export interface LoadRequest {
  /** Paths and s3:// URLs, as given. */
  readonly args: readonly string[];
  /** `s3://bucket/key` of the one file, or `s3://bucket/prefix/`, which with `root` gives each file its key. */
  readonly as: string | undefined;
  readonly root: string | undefined;
}

/** The keys below a prefix. */
export type ListKeys = (bucket: string, prefix: string) => Promise<readonly string[]>;

/**
 * What is to be loaded, in the order of the arguments; folders and prefixes by key.
 * @throws LoaderError COMMAND_INVALID for arguments that name nothing, or local files without an identity
 */
export async function itemsOf(request: LoadRequest, listKeys: ListKeys): Promise<readonly LoadItem[]> {
  const items: LoadItem[] = [];
  for (const arg of request.args) {
    items.push(...(arg.startsWith('s3://') ? await objectsOf(arg, listKeys) : await filesOf(arg, request)));
  }
  if (items.length === 0) {
    throw misuse(request.args.join(' '), 'holds no file', 'name a file, or a folder or prefix with files below it');
  }
  return items;
}

async function objectsOf(url: string, listKeys: ListKeys): Promise<readonly LoadItem[]> {
  const { bucket, key } = parseUrl(url);
  const keys = key === '' || key.endsWith('/') ? await listKeys(bucket, key) : [key];
  return keys.map(found => ({ bucket, key: found, path: undefined }));
}

async function filesOf(arg: string, request: LoadRequest): Promise<readonly LoadItem[]> {
  const path = resolve(arg);
  const paths = await walk(path, arg);
  const { as, root } = request;
  if (as === undefined) {
    throw misuse(arg, 'is a local file, and the table it belongs to is read from its key', AS_REMEDY);
  }
  const { bucket, key } = parseUrl(as);
  if (root !== undefined) {
    return paths.map(found => ({ bucket, key: `${folder(key, as)}${keyBelow(found, resolve(root))}`, path: found }));
  }
  if (paths.length !== 1 || request.args.length !== 1 || paths[0] !== path || key === '' || key.endsWith('/')) {
    throw misuse(as, 'is to be the identity of one file, and has to be a whole key', AS_REMEDY);
  }
  return [{ bucket, key, path }];
}

const AS_REMEDY =
  'add --as s3://bucket/schema/table/LOAD00000001.parquet, or for many files --as s3://bucket/prefix/ --root <folder>';

async function walk(path: string, arg: string): Promise<readonly string[]> {
  try {
    const found = await files.stat(path);
    if (!found.isDirectory()) {
      return [path];
    }
    const entries = await files.readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter(entry => entry.isFile())
      .map(pathOf)
      .toSorted(byCodeUnits);
  } catch (cause) {
    const reason = `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw misuse(arg, reason, 'give the path of a file or a folder, or an s3:// URL');
  }
}

function pathOf(entry: Dirent): string {
  return join(entry.parentPath, entry.name);
}

function byCodeUnits(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function keyBelow(path: string, root: string): string {
  const below = relative(root, path);
  if (below === '' || below.startsWith('..') || resolve(below) === below) {
    throw misuse(path, `is not below --root ${root}`, 'let --root name a folder above every file');
  }
  return below.split(sep).join('/');
}

function folder(key: string, as: string): string {
  if (key !== '' && !key.endsWith('/')) {
    throw misuse(as, 'does not end with a slash', 'with --root, let --as name a prefix: s3://bucket/prefix/');
  }
  return key;
}

const S3_URL = /^s3:\/\/(?<bucket>[^/]+)(?:\/(?<key>.*))?$/su;

function parseUrl(url: string): { readonly bucket: string; readonly key: string } {
  const groups = S3_URL.exec(url)?.groups;
  if (groups === undefined) {
    throw misuse(url, 'is no URL of S3', 'write it as s3://bucket/key');
  }
  return { bucket: groups['bucket'] ?? '', key: groups['key'] ?? '' };
}

function misuse(value: string, reason: string, remedy: string): LoaderError {
  return new LoaderError('COMMAND_INVALID', { value, reason, remedy });
}
