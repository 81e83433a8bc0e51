import { stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { objectUrl } from '../../../domain/object/identity.ts';
import { type DataKey, readKey, type StrayKey } from '../../../domain/object/key.ts';
import type { Call } from '../command.ts';
import { existing, isUrl, itemsOf, type LoadItem } from '../files/load-items.ts';
import { misuse } from '../misuse.ts';
import { wholeNumber } from '../whole-number.ts';

/** What `dms-loader inspect` is asked, checked. */
export interface InspectRequest {
  readonly item: LoadItem;
  /** `s3://bucket/key`, or the path as it was given. */
  readonly object: string;
  /** What the name says; undefined for a local file that is not named as DMS names files. */
  readonly key: DataKey | StrayKey | undefined;
  readonly format: 'parquet' | 'csv';
  readonly rows: number;
  readonly isMapper: boolean;
  /** Settings of CSV that override those of the source. */
  readonly csv: { readonly header?: true; readonly delimiter?: string };
}

const CSV_NAME = /\.csv(?:\.gz)?$/iu;
const MOST_ROWS = 1000;

/** @throws LoaderError COMMAND_INVALID for what names no single file, and for options that would change nothing */
export async function inspectRequest({ args, options }: Pick<Call, 'args' | 'options'>): Promise<InspectRequest> {
  const [file = ''] = args;
  const { item, object, key } = await placeOf(file, options['as']);
  const format = CSV_NAME.test(item.key) ? 'csv' : 'parquet';
  const delimiter = options['delimiter'];
  const csv = {
    ...(options['header'] === true ? { header: true as const } : {}),
    ...(typeof delimiter === 'string' ? { delimiter } : {}),
  };
  if (format === 'parquet' && Object.keys(csv).length > 0) {
    throw misuse(file, 'is not named like a CSV file, and --header and --delimiter are for those', 'leave them out');
  }
  if (key?.kind === 'transaction' && format === 'csv') {
    refuseForTransactions(object, options);
  }
  const rows = wholeNumber('--rows', String(options['rows'] ?? ''), [0, MOST_ROWS]);
  if (item.path !== undefined) {
    await existing(stat(item.path), file);
  }
  return { item, object, key, format, csv, rows, isMapper: options['mapper'] === true };
}

function refuseForTransactions(object: string, { mapper, header }: Call['options']): void {
  if (mapper === true) {
    throw misuse(object, 'holds changes of many tables', 'name a file of one table, such as its full load');
  }
  if (header === true) {
    throw misuse(object, 'is a file of transactions, which has no header', 'leave out --header');
  }
}

type Place = Pick<InspectRequest, 'item' | 'object' | 'key'>;

async function placeOf(file: string, as: unknown): Promise<Place> {
  if (isUrl(file)) {
    if (typeof as === 'string') {
      throw misuse(as, 'is given for a local file, and none is named', 'leave out --as');
    }
    const item = await objectOf(file);
    return { item, object: objectUrl(item), key: readKey(item.key) };
  }
  const path = resolve(file);
  if (typeof as === 'string') {
    const item = { ...(await objectOf(as)), path };
    return { item, object: objectUrl(item), key: readKey(item.key) };
  }
  const item = { bucket: 'local', key: path.split(sep).slice(1).join('/'), path, isNamed: true };
  const key = readKey(item.key);
  return { item, object: file, key: key?.kind === 'stray' ? undefined : key };
}

/** The one object that a URL names. */
async function objectOf(url: string): Promise<LoadItem> {
  const request = { args: [url], as: undefined, root: undefined, writtenAt: undefined };
  const [item] = isUrl(url) && !url.endsWith('/') ? await itemsOf(request, () => Promise.resolve([])) : [];
  if (item === undefined) {
    throw misuse(url, 'names no object of S3', 'write it as s3://bucket/schema/table/LOAD00000001.parquet');
  }
  return item;
}
