import type { DataKey, StrayKey } from '../object/key.ts';
import { type Role, rolesOf } from './column-roles.ts';
import { type ColumnSample, textsOf } from './sample.ts';

/** The first rows of a file, by column. */
export interface FileSample {
  /** `s3://bucket/key` or a path, for people. */
  readonly object: string;
  /** What its key says; undefined for a name that DMS never writes. */
  readonly key: DataKey | StrayKey | undefined;
  readonly columns: readonly ColumnSample[];
  /** In the order of the columns. */
  readonly roles: readonly Role[];
  /** Rows that were looked at. */
  readonly sampledRows: number;
  /** Rows that the file has; undefined where there are more than were read. */
  readonly rowCount: number | undefined;
  /** Parquet has types, CSV has none. */
  readonly isTyped: boolean;
  /** Columns are numbered, for want of a header. */
  readonly isNumbered: boolean;
}

/** `yyyy-MM-dd HH:mm:ss.SSSSSS` (API reference, S3Settings, TimestampColumnName). */
const DMS_TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{6}$/u;

/** The same sample with the roles of its columns. */
export function withRoles(sample: Omit<FileSample, 'roles'>, timestampColumn: string | undefined): FileSample {
  const byName = new Map(sample.columns.map(column => [column.name, column]));
  const roles = rolesOf(sample.columns, {
    timestampColumn,
    isDmsTime({ name }) {
      const texts = textsOf(byName.get(name) ?? { name, type: { kind: 'text' }, cells: [] });
      return texts.length > 0 && texts.every(text => DMS_TIME.test(text));
    },
  });
  return { ...sample, roles };
}

export function columnsAs(sample: FileSample, ...wanted: readonly Role[]): readonly ColumnSample[] {
  return sample.columns.filter((_, at) => wanted.includes(sample.roles[at] ?? 'data'));
}

/** `all 60 rows`, `the first 10,000 of 25,000 rows`. */
export function rowsLookedAt({ sampledRows, rowCount }: Pick<FileSample, 'sampledRows' | 'rowCount'>): string {
  const rows = sampledRows.toLocaleString('en');
  if (sampledRows === 0) {
    return 'no rows';
  }
  if (rowCount === sampledRows) {
    return sampledRows === 1 ? 'its only row' : `all ${rows} rows`;
  }
  return rowCount === undefined
    ? `the first ${rows} rows`
    : `the first ${rows} of ${rowCount.toLocaleString('en')} rows`;
}
