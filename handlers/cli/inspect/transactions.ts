import { namedRows } from '../../../adapters/csv/named-rows.ts';
import { type NamedRow, type NamedTable, type RowHead, tablesOf } from '../../../domain/inspect/named-rows.ts';
import type { StoredObject } from '../../../domain/ports/store.ts';
import type { Environment } from '../../config.ts';
import { csvSettings, SAMPLED_LENGTH, SAMPLED_ROWS } from './file.ts';
import type { InspectRequest } from './options.ts';

/** The first rows of a file of transactions. */
export interface TransactionSample {
  /** `s3://bucket/key` or a path, for people. */
  readonly object: string;
  readonly sizeBytes: number;
  readonly tables: readonly NamedTable[];
  /** The rows to be shown. */
  readonly rows: readonly NamedRow[];
  /** Rows that were looked at. */
  readonly sampledRows: number;
  /** Rows that the file has; undefined where there are more than were read. */
  readonly rowCount: number | undefined;
}

/** @throws LoaderError of the reader; CONFIG_INVALID or MAPPING_INVALID where the sources cannot be read */
export async function inspectTransactions(
  stored: StoredObject,
  request: InspectRequest,
  environment: Environment,
): Promise<TransactionSample> {
  const settings = await csvSettings(request, environment);
  const heads: RowHead[] = [];
  const rows: NamedRow[] = [];
  let [length, isAll] = [0, true];
  for await (const row of namedRows(stored, settings)) {
    // Only a further row shows that there are more.
    if (heads.length >= SAMPLED_ROWS || length >= SAMPLED_LENGTH) {
      isAll = false;
      break;
    }
    const { op, table, width } = row;
    heads.push({ op, table, width });
    length += lengthOf(row);
    if (rows.length < request.rows) {
      rows.push(row);
    }
  }
  const { object } = request;
  const rowCount = isAll ? heads.length : undefined;
  return { object, sizeBytes: stored.sizeBytes, tables: tablesOf(heads), rows, sampledRows: heads.length, rowCount };
}

/** In characters, and one for each field, however short it is. */
function lengthOf({ op, table, columns }: NamedRow): number {
  const names = (op?.length ?? 0) + table.schema.length + table.table.length;
  return columns.reduce((sum, { cell }) => sum + (cell?.length ?? 0) + 1, names);
}
