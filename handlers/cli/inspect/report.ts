/** What `dms-loader inspect` says of a file: a text for people, and a document. */
import { escapedBytes, isMarkedText } from '../../../domain/columns/bad-text.ts';
import type { SourceType, SourceValue } from '../../../domain/columns/column.ts';
import { sourceName, textOf } from '../../../domain/columns/source-text.ts';
import { shown } from '../../../domain/errors.ts';
import { type Dialect, describeDialect } from '../../../domain/inspect/describe-dialect.ts';
import { type FileSample, rowsLookedAt } from '../../../domain/inspect/file-sample.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { written } from '../../../domain/table/plan-notes.ts';
import { counted, grouped, withRest } from '../counts.ts';
import type { InspectedFile } from './file.ts';
import { aligned, opText, rowsText } from './words.ts';

/** A file of DMS has one for 10,000 rows; more than these are counted. */
const LISTED_GROUPS = 20;

export function inspectionText(inspected: InspectedFile, rows: number): string {
  const { sample } = inspected;
  const sections = [
    headLines(inspected),
    groupLines(inspected),
    ['columns', ...columnLines(inspected)],
    ['DMS', ...dialectLines(describeDialect(sample), sample)],
    ...Array.from({ length: Math.min(rows, sample.sampledRows) }, (_, row) => rowLines(sample, row)),
  ];
  return sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.map(oneLine).join('\n'))
    .join('\n\n');
}

function headLines({ object, footer, sample }: InspectedFile): string[] {
  const size = `${counted(object.sizeBytes, 'byte')}, ${rowsText(sample)}`;
  if (footer === undefined) {
    const names = sample.isNumbered ? [NUMBERED] : [];
    return [sample.object, `CSV, ${size}`, ...names];
  }
  const { createdBy, version, metadata } = footer;
  return [
    sample.object,
    `Parquet, ${size} in ${counted(footer.rowGroups.length, 'row group')}`,
    `written by ${createdBy === undefined ? 'nobody who says so' : shown(createdBy)}, format version ${version}`,
    ...metadata.map(({ key, value }) => `metadata ${written(key)}: ${value === undefined ? 'none' : shown(value)}`),
  ];
}

function groupLines({ footer }: InspectedFile): string[] {
  const groups = footer?.rowGroups ?? [];
  const lines = groups
    .slice(0, LISTED_GROUPS)
    .map(({ rows, storedBytes, unpackedBytes }, at) => [
      String(at + 1),
      counted(rows, 'row'),
      `${counted(storedBytes, 'byte')} stored`,
      `${grouped(unpackedBytes)} unpacked`,
    ]);
  return groups.length === 0 ? [] : ['row groups', ...withRest(aligned(lines), groups.length, '  ')];
}

function columnLines({ footer, sample }: InspectedFile): string[] {
  if (footer === undefined) {
    return aligned(sample.columns.map(({ name, type }) => [written(name), sourceName(type)]));
  }
  return aligned(
    footer.columns.map(({ name, type, isNullable, codecs, encodings, storedBytes }) => [
      written(name),
      sourceName(type),
      isNullable ? 'optional' : 'required',
      codecs.join(', '),
      encodings.join(', '),
      counted(storedBytes, 'byte'),
    ]),
  );
}

const NUMBERED =
  'No header, as its source says: the columns are numbered, column_1 the first of the table. If row 1 names them, give --header.';

export const KINDS = { load: 'full load', cdc: 'changes', transaction: 'transactions over many tables' } as const;

function dialectLines(dialect: Dialect, sample: FileSample): string[] {
  const { kind, kindBy, op, timestampColumn, beforeImages, headers, timestamps, notes } = dialect;
  const none = 'none';
  const lines = [
    ['kind', `${KINDS[kind]}, as ${kindBy === 'name' ? 'its name says' : 'its columns look'}`],
    ['Op', op === undefined ? none : `${written(op.name)}: ${opText(op)} in ${rowsLookedAt(sample)}`],
    ['timestamp column', timestampColumn === undefined ? none : timeText(timestampColumn)],
    [
      'timestamps',
      timestamps
        .map(({ unit, utc, columns }) => `${counted(columns, 'column')} in ${unit}${utc ? ', said to be UTC' : ''}`)
        .join('; ') || none,
    ],
    ['before images', beforeImages.map(written).join(', ') || none],
    ['header columns', headers.map(written).join(', ') || none],
    ['inserts only', dialect.isInsertsOnly ? `yes, in ${rowsLookedAt(sample)}` : 'no'],
  ];
  return [...aligned(lines), ...notes.map(note => `  ${note}`)];
}

function timeText({ name, precision }: NonNullable<Dialect['timestampColumn']>): string {
  return `${written(name)}, by its place and form, in ${precision === 'seconds' ? 'whole seconds' : precision}`;
}

function rowLines({ columns }: FileSample, row: number): string[] {
  const cells = columns.map(column => [written(column.name), cellText(column, row)]);
  return [`row ${row + 1}`, ...aligned(cells)];
}

const SHOWN_BYTES = 80;

/** Text in quotes, so that NULL is not the text NULL. */
function cellText({ type, cells }: FileSample['columns'][number], row: number): string {
  const cell = cells[row] ?? null;
  if (cell === null) {
    return 'NULL';
  }
  if (isMarkedText(cell)) {
    const bytes = escapedBytes(cell as string);
    return `"${bytes.slice(0, SHOWN_BYTES)}${bytes.length > SHOWN_BYTES ? '...' : ''}" (not UTF-8)`;
  }
  const text = textOf(type)(cell);
  return type.kind === 'text' || text.length > 80 ? shown(text) : text;
}

export function inspectionDocument({ object, footer, sample }: InspectedFile, rows: number): unknown {
  const { columns, rowCount, isNumbered } = sample;
  const dialect = describeDialect(sample);
  return {
    object: sample.object,
    format: footer === undefined ? 'csv' : 'parquet',
    sizeBytes: object.sizeBytes,
    rowCount: rowCount ?? null,
    footer:
      footer === undefined
        ? null
        : { createdBy: footer.createdBy ?? null, version: footer.version, metadata: footer.metadata },
    rowGroups: footer?.rowGroups ?? null,
    columns: footer?.columns ?? columns.map(({ name, type }) => ({ name, type })),
    isNumbered,
    dialect: { ...dialect, op: dialect.op ?? null, timestampColumn: dialect.timestampColumn ?? null },
    rows: Array.from({ length: Math.min(rows, sample.sampledRows) }, (_, row) =>
      Object.fromEntries(
        columns.map(({ name, type, cells }) => {
          const cell = cells[row] ?? null;
          return [name, cell === null ? null : documented(type, cell)] as const;
        }),
      ),
    ),
  };
}

function documented(type: SourceType, cell: SourceValue): string {
  return isMarkedText(cell) ? escapedBytes(cell as string) : textOf(type)(cell);
}
