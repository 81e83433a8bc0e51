import type { Column } from '../../domain/columns/column.ts';
import { shown } from '../../domain/errors.ts';
import type { SourceBatch } from '../../domain/ports.ts';
import type { CsvSettings } from '../../domain/table/csv-settings.ts';
import { type Cursor, feed, newCursor } from './cursor.ts';
import { corrupt } from './fault.ts';
import type { CsvLimits } from './limits.ts';
import { type Field, takeRow } from './record.ts';

/** How the text of a file is to be read. */
export interface Reading {
  readonly settings: CsvSettings;
  readonly limits: CsvLimits;
  /** Of all columns, in the order of the file; empty while they are not known. */
  readonly names: readonly string[];
}

/** The fields of the first row, be it a header or not; undefined if there is none. */
export async function firstRow(
  texts: AsyncIterable<string>,
  { settings, limits, names }: Reading,
): Promise<readonly Field[] | undefined> {
  const cursor = newCursor(settings, limits, names);
  const fields: Field[] = [];
  for await (const _ of feed(cursor, texts)) {
    if (cursor.text !== '' && takeRow(cursor, fields)) {
      return fields;
    }
  }
  return undefined;
}

/** All rows, by column, with every column. */
export async function* batchesOf(
  texts: AsyncIterable<string>,
  { settings, limits, names }: Reading,
): AsyncGenerator<SourceBatch, void, undefined> {
  const cursor = newCursor(settings, limits, names);
  const fields: Field[] = [];
  let batch = newBatch(1, names.length);
  for await (const _ of feed(cursor, texts)) {
    while (cursor.at < cursor.text.length) {
      const start = cursor.at;
      if (!takeRow(cursor, fields)) {
        break;
      }
      // The header, whose number was 0.
      if (cursor.row === 1) {
        continue;
      }
      addRow(batch, fields, { cursor, start });
      if (batch.rowCount >= limits.batchRows || batch.characters >= limits.batchCharacters) {
        yield asSource(batch);
        batch = newBatch(cursor.row, names.length);
      }
    }
  }
  if (batch.rowCount > 0) {
    yield asSource(batch);
  }
}

interface Batch {
  readonly firstRow: number;
  rowCount: number;
  /** Of its text. */
  characters: number;
  readonly cells: readonly Field[][];
}

function newBatch(first: number, width: number): Batch {
  return { firstRow: first, rowCount: 0, characters: 0, cells: Array.from({ length: width }, () => []) };
}

function addRow(batch: Batch, fields: readonly Field[], at: { readonly cursor: Cursor; readonly start: number }): void {
  const { cells, rowCount } = batch;
  if (fields.length !== cells.length) {
    throw miscounted(fields, at);
  }
  for (let index = 0; index < fields.length; index++) {
    const column = cells[index];
    if (column !== undefined) {
      column[rowCount] = fields[index] ?? null;
    }
  }
  batch.rowCount++;
  batch.characters += at.cursor.at - at.start;
}

function asSource({ firstRow: first, rowCount, cells }: Batch): SourceBatch {
  return { firstRow: first, rowCount, columns: cells.map((values): Column => ({ values })) };
}

const SHOWN_CHARACTERS = 200;
const MOST_NAMED = 10;

function miscounted(fields: readonly Field[], { cursor, start }: { cursor: Cursor; start: number }): Error {
  const { names, settings, text } = cursor;
  const listed = names
    .slice(0, MOST_NAMED)
    .map(name => shown(name))
    .join(', ');
  const dots = names.length > MOST_NAMED ? ', ...' : '';
  const said = settings.header ? 'its header names' : 'the source and the mapping declare';
  // The row was counted when it was taken.
  return corrupt({
    row: cursor.row - 1,
    value: text.slice(start, Math.min(cursor.at, start + SHOWN_CHARACTERS)),
    reason: `has ${fields.length} fields, but ${said} ${names.length}: ${listed}${dots}`,
    remedy: settings.header
      ? 'check csv.delimiter and csv.quoting of the source against CsvDelimiter and Rfc4180 of DMS'
      : 'set AddColumnName=true at DMS and csv.header: true, or correct csv.delimiter, csv.opInFullLoad and csv.timestampColumn of the source and csvColumns of the mapping',
  });
}
