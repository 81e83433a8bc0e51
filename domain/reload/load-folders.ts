import { folded, type TableName } from '../object/table-name.ts';
import type { Source } from '../table/source.ts';

/** Keys of a bucket that begin alike. */
export interface Folder {
  readonly bucket: string;
  /** Ends with a slash. */
  readonly prefix: string;
}

/**
 * Where full-load files of a table may lie, none within another: the folders of the table that the ledger knows, and
 * its folder in each bucket that a source names. S3 tells capitals from small letters, and DMS writes a name as it is in
 * the source unless a rule changes it, so that a declared source is looked up in three spellings.
 *
 * @param seen folders, ending with a slash, in which the ledger has full-load files of the table
 */
export function loadFolders(seen: readonly Folder[], table: TableName, sources: readonly Source[]): readonly Folder[] {
  const loaded = seen.map(({ bucket, prefix }) => ({ bucket, prefix: tableFolder(prefix, table) }));
  const declared = sources.flatMap(source => foldersIn(source, table));
  const all = new Map([...loaded, ...declared].map(folder => [`${folder.bucket}/${folder.prefix}`, folder]));
  return [...all.values()].filter(folder => ![...all.values()].some(other => isWithin(folder, other)));
}

/** Up to the folder of the table: partitions and segments lie below it. */
function tableFolder(prefix: string, table: TableName): string {
  const folders = prefix.split('/');
  const at = folders.findIndex(
    (schema, index) => folded({ schema, table: folders[index + 1] ?? '' }) === folded(table),
  );
  return at < 0 ? prefix : `${folders.slice(0, at + 2).join('/')}/`;
}

function foldersIn({ bucket, prefix }: Source, { schema, table }: TableName): Folder[] {
  const root = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const name = `${schema}/${table}/`;
  return bucket === undefined
    ? []
    : [name, name.toLowerCase(), name.toUpperCase()].map(spelt => ({ bucket, prefix: `${root}${spelt}` }));
}

function isWithin(folder: Folder, other: Folder): boolean {
  return folder.bucket === other.bucket && folder.prefix !== other.prefix && folder.prefix.startsWith(other.prefix);
}
