/** Which files a bucket's notification rules announce: S3 User Guide, "Configuring notifications with object key name filtering". */
import type { Source } from '../table/source.ts';
import type { Table } from '../table/table.ts';
import type { NotificationRule } from './bucket-facts.ts';

/** DMS may write in one call or in parts, and a file may be put there by a copy. */
export const CREATED = 's3:ObjectCreated:*';
export const REMOVED = 's3:ObjectRemoved:*';

/** What a rule has to have in the place of `CREATED` for the ways in which DMS may write. */
const CREATED_BY_DMS = ['s3:ObjectCreated:Put', 's3:ObjectCreated:CompleteMultipartUpload'];

const FILES = ['LOAD00000001', '20260131-102030123'];
const FORMATS = ['.parquet', '.csv', '.csv.gz'];

/** Whether the rules announce a new object of a key. Filters tell case apart. */
export function isAnnounced(rules: readonly NotificationRule[], key: string): boolean {
  return [...CREATED_BY_DMS].every(event => rules.some(rule => covers(rule, event, key)));
}

export function isRemovalAnnounced(rules: readonly NotificationRule[], key: string): boolean {
  return rules.some(rule => covers(rule, 's3:ObjectRemoved:Delete', key));
}

function covers({ events, prefix, suffix }: NotificationRule, event: string, key: string): boolean {
  const isNamed = events.some(named => (named.endsWith('*') ? event.startsWith(named.slice(0, -1)) : named === event));
  return isNamed && key.startsWith(decoded(prefix)) && key.endsWith(decoded(suffix));
}

/** Special characters of a filter are URL-encoded. */
function decoded(filter: string): string {
  try {
    return decodeURIComponent(filter.replaceAll('+', ' '));
  } catch {
    return filter;
  }
}

/**
 * Sets of keys of a table, of which one set has to be announced: DMS writes its folders in one of these spellings, and its
 * files in one of these formats, full loads and changes alike.
 */
export function likelyKeys(table: Table, source: Source, bucketFolder = ''): readonly (readonly string[])[] {
  const start = [source.prefix === '' ? bucketFolder : source.prefix].filter(folder => folder !== '').map(withSlash);
  const name = `${table.source.schema}/${table.source.table}`;
  const spellings = new Set([name, name.toLowerCase(), name.toUpperCase()]);
  const formats = table.csvColumns === undefined ? FORMATS : FORMATS.filter(format => format.startsWith('.csv'));
  return [...spellings].flatMap(folders =>
    formats.map(format => FILES.map(file => `${start.join('')}${folders}/${file}${format}`)),
  );
}

function withSlash(folder: string): string {
  return folder.endsWith('/') ? folder : `${folder}/`;
}
