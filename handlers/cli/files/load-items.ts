import { type Dirent, promises as files } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { placeOfUrl } from '../../../domain/object/identity.ts';
import { readKey } from '../../../domain/object/key.ts';
import { pastTime } from '../given-time.ts';
import { misuse } from '../misuse.ts';

/** One file to be loaded: an object of S3, or a local file that stands for one. */
export interface LoadItem {
  readonly bucket: string;
  readonly key: string;
  /** Absolute; undefined for an object of S3. */
  readonly path: string | undefined;
  /** It was named itself, not found in a folder or below a prefix. */
  readonly isNamed: boolean;
  /** Given time of writing in milliseconds since 1970, of a LOAD file; undefined for its own. */
  readonly writtenAtMs?: number;
}

export interface LoadRequest {
  /** Paths and s3:// URLs, as given. */
  readonly args: readonly string[];
  /** `s3://bucket/key` of the one file, or `s3://bucket/prefix/`, which with `root` gives each file its key. */
  readonly as: string | undefined;
  readonly root: string | undefined;
  /** When DMS wrote the LOAD files, as ISO 8601 with a zone. */
  readonly writtenAt: string | undefined;
}

/** The keys below a prefix. */
export type ListKeys = (bucket: string, prefix: string) => Promise<readonly string[]>;

/**
 * What is to be loaded, in the order of the arguments; folders and prefixes by key.
 * @throws LoaderError COMMAND_INVALID for arguments that name nothing, local files without an identity, a time that cannot
 * be, and options that would change nothing
 */
export async function itemsOf(request: LoadRequest, listKeys: ListKeys): Promise<readonly LoadItem[]> {
  refuseIdleOptions(request);
  const items: LoadItem[] = [];
  for (const arg of request.args) {
    items.push(...(isUrl(arg) ? await objectsOf(arg, listKeys) : await filesOf(arg, request)));
  }
  if (items.length === 0) {
    throw misuse(request.args.join(' '), 'holds no file', 'name a file, or a folder or prefix with files below it');
  }
  return request.writtenAt === undefined ? items : writtenAt(items, request.writtenAt);
}

function refuseIdleOptions({ args, as, root }: LoadRequest): void {
  const local = args.filter(arg => !isUrl(arg));
  if (local.length === 0 && (as ?? root) !== undefined) {
    throw misuse(as ?? root ?? '', 'is given for local files, and none is named', 'leave out --as and --root');
  }
}

/** The items with the time that was given for LOAD files; names of files of changes carry their own. */
function writtenAt(items: readonly LoadItem[], time: string): readonly LoadItem[] {
  const writtenAtMs = pastTime('--written-at', time);
  const timed = items.map(item => (readKey(item.key)?.kind === 'load' ? { ...item, writtenAtMs } : item));
  if (timed.every(item => item.writtenAtMs === undefined)) {
    throw misuse(time, 'is given for LOAD files, and none is there', 'leave out --written-at');
  }
  return timed;
}

/** Of S3; else it is a path. */
export function isUrl(arg: string): boolean {
  return arg.startsWith('s3://');
}

async function objectsOf(url: string, listKeys: ListKeys): Promise<readonly LoadItem[]> {
  const { bucket, key } = parseUrl(url);
  const isNamed = !isPrefix(key);
  const keys = isNamed ? [key] : await listKeys(bucket, key);
  return keys.map(found => ({ bucket, key: found, path: undefined, isNamed }));
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
    const prefix = folder(key, as);
    return paths.map(found => {
      const below = keyBelow(found, resolve(root));
      return { bucket, key: `${prefix}${below}`, path: found, isNamed: found === path };
    });
  }
  refuseSharedIdentity({ arg, as, key, isFolder: paths[0] !== path }, request);
  return [{ bucket, key, path, isNamed: true }];
}

interface OneIdentity {
  readonly arg: string;
  readonly as: string;
  readonly key: string;
  readonly isFolder: boolean;
}

/** Without a root, --as is the identity of one file. */
function refuseSharedIdentity({ arg, as, key, isFolder }: OneIdentity, { args }: LoadRequest): void {
  if (isFolder) {
    const remedy = `add --root, the folder below which paths are keys: --as s3://bucket/prefix/ --root ${arg}`;
    throw misuse(arg, 'is a folder, whose files need a key each', remedy);
  }
  const count = args.filter(other => !isUrl(other)).length;
  if (count > 1) {
    const remedy = 'load them one by one, or from one folder with --as s3://bucket/prefix/ --root <folder>';
    throw misuse(as, `is the identity of one file, and ${count} are given`, remedy);
  }
  if (isPrefix(key)) {
    throw misuse(as, 'is a prefix, and without --root one file needs a whole key', AS_REMEDY);
  }
}

function isPrefix(key: string): boolean {
  return key === '' || key.endsWith('/');
}

const AS_REMEDY =
  'add --as s3://bucket/schema/table/LOAD00000001.parquet, or for many files --as s3://bucket/prefix/ --root <folder>';

async function walk(path: string, arg: string): Promise<readonly string[]> {
  const found = await existing(files.stat(path), arg);
  if (!found.isDirectory()) {
    return [path];
  }
  const entries = await existing(files.readdir(path, { recursive: true, withFileTypes: true }), arg);
  return entries
    .filter(entry => entry.isFile())
    .map(pathOf)
    .toSorted(byCodeUnits);
}

/** @throws LoaderError COMMAND_INVALID where a path that was given is not there, or cannot be looked at */
export async function existing<Found>(look: Promise<Found>, arg: string): Promise<Found> {
  try {
    return await look;
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
  if (!isPrefix(key)) {
    throw misuse(as, 'does not end with a slash', 'with --root, let --as name a prefix: s3://bucket/prefix/');
  }
  return key;
}

/** @throws LoaderError COMMAND_INVALID */
export function parseUrl(url: string): { readonly bucket: string; readonly key: string } {
  const place = placeOfUrl(url);
  if (place === undefined) {
    throw misuse(url, 'is no URL of S3', 'write it as s3://bucket/key');
  }
  return place;
}
