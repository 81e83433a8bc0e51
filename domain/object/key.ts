/**
 * Keys of the files that AWS DMS writes to S3: folders, then a name by which kind and time of the file are known (DMS
 * User Guide, "Using Amazon S3 as a target").
 *
 * | name                                                     | what it is                                               |
 * | -------------------------------------------------------- | -------------------------------------------------------- |
 * | `LOAD00000001.parquet`, `SEGMENT2_LOAD00000001.csv.gz`   | data: a full load                                        |
 * | `20211123-013830913.parquet`                             | data: changes                                            |
 * | `CDC_TXN-20201117153046033.csv`                          | data: transactions over all tables                       |
 * | another one with a data extension, in whatever case      | stray: refused in the folders of a mapped table, because |
 * |                                                          | some tool may have renamed data; of no concern elsewhere |
 * | any other; anything below `s3_validation_failures/`      | of no concern                                            |
 */

interface NamedFile {
  /** All folders, as written: bucket folders, schema, table, segment and date folders. Text, never a path. */
  readonly folders: readonly string[];
  readonly file: string;
  readonly format: 'parquet' | 'csv';
  /** Is the whole file compressed? Compression inside a Parquet file does not show in its name. */
  readonly gzip: boolean;
}

/** A file of a full load. Its name carries no time. */
export interface LoadKey extends NamedFile {
  readonly kind: 'load';
  /** Hexadecimal digits. */
  readonly counter: string;
  /** Decimal digits, of a load in parallel by ranges. */
  readonly segment: string | undefined;
}

/** A file of changes: of one table, or of transactions over all tables. */
export interface TimedKey extends NamedFile {
  readonly kind: 'cdc' | 'transaction';
  /** YYYYMMDDHHMMSS and three or four digits of the second's fraction, not checked against a calendar. */
  readonly writtenAtText: string;
}

export type DataKey = LoadKey | TimedKey;

/** A file that may be data by its extension, and is none by its name. */
export interface StrayKey extends Pick<NamedFile, 'folders' | 'file'> {
  readonly kind: 'stray';
}

/** The counter is hexadecimal, of any width. DMS writes capitals; small letters are accepted too. */
const LOAD = /^(?:SEGMENT(?<segment>\d+)_)?LOAD(?<counter>[0-9A-Fa-f]+)$/u;

/** Listings show nine digits after the dash, the guide's prose ten. */
const CDC = /^(?<date>\d{8})-(?<time>\d{9,10})$/u;

const TRANSACTION = /^CDC_TXN-(?<written>\d{17})$/u;

/** A Parquet file gzipped as a whole is data, which a reader refuses by name: better than to ignore it. */
const EXTENSION = /\.(?<format>parquet|csv)(?<gzip>\.gz)?$/u;

const STRAY_EXTENSION = /\.(?:parquet|csv)(?:\.gz)?$/iu;

/** DMS writes the results of its own validation into the same bucket. */
const VALIDATION_FOLDER = 's3_validation_failures';

/** What a decoded key says, or undefined for a key that is of no concern. */
export function readKey(key: string): DataKey | StrayKey | undefined {
  const folders = key.split('/');
  const file = folders.pop() ?? '';
  if (folders.includes(VALIDATION_FOLDER) || !STRAY_EXTENSION.test(file)) {
    return;
  }
  return dataKey(folders, file) ?? { kind: 'stray', folders, file };
}

function dataKey(folders: readonly string[], file: string): DataKey | undefined {
  const extension = EXTENSION.exec(file);
  if (extension === null) {
    return;
  }
  const format = extension.groups?.['format'] === 'csv' ? 'csv' : 'parquet';
  const gzip = extension.groups?.['gzip'] !== undefined;
  return withName(file.slice(0, extension.index), { folders, file, format, gzip });
}

function withName(name: string, file: NamedFile): DataKey | undefined {
  const load = LOAD.exec(name)?.groups;
  if (load !== undefined) {
    return { ...file, kind: 'load', counter: load['counter'] ?? '', segment: load['segment'] };
  }
  const cdc = CDC.exec(name)?.groups;
  if (cdc !== undefined) {
    return { ...file, kind: 'cdc', writtenAtText: `${cdc['date']}${cdc['time']}` };
  }
  const written = TRANSACTION.exec(name)?.groups?.['written'];
  return written === undefined ? undefined : { ...file, kind: 'transaction', writtenAtText: written };
}
