import { LoaderError } from '../errors.ts';
import { given } from '../given.ts';
import { unknownProperties } from './check-names.ts';
import { type CsvSettings, csvProblems, DEFAULT_CSV } from './csv-settings.ts';

/** Where files come from, and how they are to be understood there. Made by `defineSource`. */
export interface Source {
  readonly name: string;
  /** Undefined: any bucket. */
  readonly bucket: string | undefined;
  /** Start of the keys, without a slash before it; empty: any key. */
  readonly prefix: string;
  /** IANA name of the zone in which the names of CDC files are written (DMS's DatePartitionTimezone); undefined: UTC. */
  readonly timeZone: string | undefined;
  /**
   * Where the time at which a full load's rows were written comes from: of the object, or of each row's `timestampColumn`,
   * as in a bucket that was copied, so that LastModified is the copy's.
   */
  readonly loadTime: 'last-modified' | 'timestamp-column';
  /** TimestampColumnName of the endpoint; `csv.timestampColumn` is the same name. */
  readonly timestampColumn?: string | undefined;
  /** `SCHEMA.TABLE` of files that are acknowledged and not loaded; a `*` at the end stands for any ending. */
  readonly ignore: readonly string[];
  /** Account number that S3 is to check the bucket against. */
  readonly expectedBucketOwner: string | undefined;
  /** How CSV files are written there. */
  readonly csv: CsvSettings;
}

/** Holds for every bucket when no source is declared. */
export const DEFAULT_SOURCE: Source = Object.freeze({
  name: 'default',
  bucket: undefined,
  prefix: '',
  timeZone: undefined,
  loadTime: 'last-modified',
  timestampColumn: undefined,
  ignore: Object.freeze([]),
  expectedBucketOwner: undefined,
  csv: DEFAULT_CSV,
});

export type SourceDefinition = Partial<Omit<Source, 'csv'>> &
  Pick<Source, 'name'> & { readonly csv?: Partial<CsvSettings> };

/** S3 User Guide, "Bucket naming rules": 3 to 63 lower-case letters, digits, dots and hyphens. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u;
const ACCOUNT = /^\d{12}$/u;
const IGNORED = /^[^.*]+\.[^.*]*\*?$/u;

/**
 * Declares where files come from. Everything but the name may be left out.
 *
 * @throws LoaderError MAPPING_INVALID, which names every mistake with its remedy
 * @example defineSource({ name: 'erp', bucket: 'acme-dms', prefix: 'erp/', timeZone: 'Asia/Seoul', ignore: ['ERP.TMP_*'] })
 */
export function defineSource(definition: SourceDefinition): Source {
  const timestampColumn = definition.timestampColumn ?? definition.csv?.timestampColumn;
  const csv = Object.freeze({ ...DEFAULT_CSV, timestampColumn, ...given(definition.csv ?? {}) });
  const source: Source = { ...DEFAULT_SOURCE, ...given(definition), timestampColumn, csv };
  const problems = [
    ...unknownProperties(definition, Object.keys(DEFAULT_SOURCE)),
    ...placeProblems(source),
    ...timeProblems(source),
    ...ignoreProblems(source.ignore),
    ...csvProblems(source.csv),
  ];
  if (problems.length > 0) {
    throw new LoaderError('MAPPING_INVALID', {
      reason: `the source ${String(source.name)} cannot be used: ${problems.join(' ')}`,
      remedy: 'correct it; docs/add-a-table.md describes sources',
    });
  }
  return Object.freeze({ ...source, ignore: Object.freeze([...source.ignore]) });
}

function placeProblems({ name, bucket, prefix, expectedBucketOwner }: Source): string[] {
  const problems: string[] = [];
  if (typeof name !== 'string' || name === '') {
    problems.push("it has no name; write name: 'erp'.");
  }
  if (bucket !== undefined && !BUCKET.test(bucket)) {
    problems.push(`bucket ${JSON.stringify(bucket)} is no name of a bucket; write it without s3:// and without a key.`);
  }
  if (typeof prefix !== 'string') {
    problems.push(`prefix ${JSON.stringify(prefix)} is no text; write the start of the keys, or leave it out.`);
  } else if (prefix.startsWith('/')) {
    problems.push(`prefix ${JSON.stringify(prefix)} begins with a slash, which keys do not; leave the slash out.`);
  }
  if (expectedBucketOwner !== undefined && !ACCOUNT.test(expectedBucketOwner)) {
    problems.push(`expectedBucketOwner ${JSON.stringify(expectedBucketOwner)} is no account; write its 12 digits.`);
  }
  return problems;
}

function timeProblems({ timeZone, loadTime, timestampColumn, csv }: Source): string[] {
  const problems: string[] = [];
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    problems.push(`timeZone ${JSON.stringify(timeZone)} is unknown; write an IANA name such as 'Asia/Seoul'.`);
  }
  if (loadTime !== 'last-modified' && loadTime !== 'timestamp-column') {
    problems.push(
      `loadTime ${JSON.stringify(loadTime)} is unknown; leave it out, or write 'last-modified' or 'timestamp-column'.`,
    );
  }
  if (timestampColumn === undefined) {
    return loadTime === 'timestamp-column'
      ? [...problems, "loadTime 'timestamp-column' needs timestampColumn; write what TimestampColumnName says."]
      : problems;
  }
  if (typeof timestampColumn !== 'string' || timestampColumn === '') {
    problems.push('timestampColumn is no name; write what TimestampColumnName says, or leave it out.');
  }
  if (csv.timestampColumn !== timestampColumn) {
    problems.push('timestampColumn and csv.timestampColumn are two names of one setting; leave the latter out.');
  }
  return problems;
}

function ignoreProblems(ignore: readonly string[]): string[] {
  if (!Array.isArray(ignore)) {
    return ["ignore is no list; write ['SCHEMA.TABLE']."];
  }
  return ignore
    .filter(pattern => !IGNORED.test(pattern))
    .map(
      pattern =>
        `ignore ${JSON.stringify(pattern)} is no table; write 'SCHEMA.TABLE', or 'SCHEMA.TABLE*' for a beginning.`,
    );
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
