import { countFields } from '../../../adapters/csv/field-count.ts';
import { describeParquet, type ParquetDescription } from '../../../adapters/parquet/describe.ts';
import { cellOf, type SourceValue } from '../../../domain/columns/column.ts';
import { LoaderError } from '../../../domain/errors.ts';
import { type FileSample, withRoles } from '../../../domain/inspect/file-sample.ts';
import { sourceOf } from '../../../domain/object/route.ts';
import type { OpenedFile } from '../../../domain/ports/files.ts';
import type { StoredObject } from '../../../domain/ports/store.ts';
import { type CsvSettings, csvProblems } from '../../../domain/table/csv-settings.ts';
import { DEFAULT_SOURCE } from '../../../domain/table/source.ts';
import { type Environment, readConfig } from '../../config.ts';
import { loadRoutes } from '../../tables.ts';
import { formatReader } from '../../wire.ts';
import type { InspectRequest } from './options.ts';

/** A file that was looked into. */
export interface InspectedFile {
  readonly object: StoredObject;
  /** Of a Parquet file. */
  readonly footer: ParquetDescription | undefined;
  readonly sample: FileSample;
}

/** So many rows are looked at, or fewer where a file has so many columns that their cells would fill the memory. */
export const SAMPLED_ROWS = 10_000;
const SAMPLED_CELLS = 4_000_000;
/** No further batch is read once so many characters and bytes were. */
export const SAMPLED_LENGTH = 64 * 1024 * 1024;

/** @throws LoaderError of the readers; CONFIG_INVALID; MAPPING_INVALID where the sources cannot be read, for CSV only */
export async function inspectFile(
  object: StoredObject,
  request: InspectRequest,
  environment: Environment,
): Promise<InspectedFile> {
  const reader = formatReader({ memoryMib: readConfig(environment, []).memoryMib });
  if (request.format === 'parquet') {
    const file = await reader.open(object, { kind: 'parquet' });
    const footer = await describeParquet(object);
    return { object, footer, sample: await sampleOf(file, request, { isTyped: true, isNumbered: false }) };
  }
  const settings = await csvSettings(request, environment);
  const columns = settings.header ? undefined : await numberedColumns(object, request, settings);
  const file = await reader.open(object, { kind: 'csv', settings, columns });
  const { timestampColumn } = settings;
  const traits = { isTyped: false, isNumbered: columns !== undefined, timestampColumn };
  return { object, footer: undefined, sample: await sampleOf(file, request, traits) };
}

/** Those of the source, and what the command line says otherwise. */
export async function csvSettings({ item, csv }: InspectRequest, environment: Environment): Promise<CsvSettings> {
  const routes = await loadRoutes(readConfig(environment, []).tablesPath);
  const source = sourceOf(routes, item.bucket, item.key.split('/').slice(0, -1)) ?? DEFAULT_SOURCE;
  const settings = { ...source.csv, ...csv };
  const [problem] = csvProblems(settings);
  if (problem !== undefined) {
    throw new LoaderError('COMMAND_INVALID', { reason: problem, remedy: 'correct --delimiter' });
  }
  return settings;
}

/** Op and timestamp column where DMS puts them, then column_1, column_2, ... for the columns of the table. */
async function numberedColumns(
  object: StoredObject,
  { key }: InspectRequest,
  settings: CsvSettings,
): Promise<readonly string[]> {
  const op = key?.kind === 'cdc' || settings.opInFullLoad ? ['Op'] : [];
  const leading = [...op, ...(settings.timestampColumn === undefined ? [] : [settings.timestampColumn])];
  const fields = await countFields(object, settings);
  const rest = Array.from({ length: Math.max(0, fields - leading.length) }, (_, at) => `column_${at + 1}`);
  return [...leading, ...rest].slice(0, fields);
}

interface Traits extends Pick<FileSample, 'isTyped' | 'isNumbered'> {
  readonly timestampColumn?: string | undefined;
}

async function sampleOf(
  file: OpenedFile,
  { object, key }: InspectRequest,
  { timestampColumn, ...traits }: Traits,
): Promise<FileSample> {
  const { cells, sampledRows, isAll } = await firstCells(file);
  const rowCount = file.rowCount ?? (isAll ? sampledRows : undefined);
  const columns = file.columns.map((column, at) => ({ ...column, cells: cells[at] ?? [] }));
  return withRoles({ object, key, columns, sampledRows, rowCount, ...traits }, timestampColumn);
}

type Cells = readonly (SourceValue | null)[];

async function firstCells(file: OpenedFile): Promise<{ cells: Cells[]; sampledRows: number; isAll: boolean }> {
  const most = Math.max(1, Math.min(SAMPLED_ROWS, Math.floor(SAMPLED_CELLS / Math.max(1, file.columns.length))));
  const cells = file.columns.map((): (SourceValue | null)[] => []);
  let [sampledRows, length] = [0, 0];
  const isFull = (): boolean => sampledRows >= most || length >= SAMPLED_LENGTH;
  const names = file.columns.map(({ name }) => name);
  for await (const batch of file.read(names, { marksBadText: true })) {
    // Without a row count only a further batch shows that there are more rows.
    if (isFull()) {
      return { cells, sampledRows, isAll: false };
    }
    const rows = Math.min(batch.rowCount, most - sampledRows);
    for (const [at, column] of batch.columns.entries()) {
      for (let row = 0; row < rows; row += 1) {
        const cell = cellOf(column, row) as SourceValue | null;
        cells[at]?.push(cell);
        length += lengthOf(cell);
      }
    }
    sampledRows += rows;
    if (rows < batch.rowCount || (isFull() && file.rowCount !== undefined)) {
      return { cells, sampledRows, isAll: false };
    }
  }
  return { cells, sampledRows, isAll: true };
}

function lengthOf(cell: SourceValue | null): number {
  return typeof cell === 'string' || cell instanceof Uint8Array ? cell.length : 0;
}
