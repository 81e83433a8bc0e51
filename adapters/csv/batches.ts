import { shown } from '../../domain/errors.ts';
import type { ReadingWay, SourceBatch } from '../../domain/ports/files.ts';
import type { CsvSettings } from '../../domain/table/csv-settings.ts';
import { type Cursor, feed, newCursor } from './cursor.ts';
import { corrupt } from './fault.ts';
import type { CsvLimits } from './limits.ts';
import { type Field, takeRow } from './record.ts';
import { addRow, asSource, newBlock, type RowBlock } from './row-block.ts';

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

/**
 * The wanted rows, by column, with every column. Those before them are scanned and dropped: nothing else tells where a row
 * begins.
 */
export async function* batchesOf(
  texts: AsyncIterable<string>,
  { settings, limits, names }: Reading,
  { fromRow = 1, beforeRow = Number.POSITIVE_INFINITY }: Pick<ReadingWay, 'fromRow' | 'beforeRow'> = {},
): AsyncGenerator<SourceBatch, void, undefined> {
  const cursor = newCursor(settings, limits, names);
  const gathering: Gathering = { cursor, fields: [], fromRow, beforeRow };
  let block = newBlock(fromRow, names.length);
  for await (const _ of feed(cursor, texts)) {
    while (gather(block, gathering)) {
      yield asSource(block);
      block = newBlock(cursor.row, names.length);
    }
    if (cursor.row >= beforeRow) {
      break;
    }
  }
  if (block.rowCount > 0) {
    yield asSource(block);
  }
}

interface Gathering {
  readonly cursor: Cursor;
  readonly fields: Field[];
  readonly fromRow: number;
  readonly beforeRow: number;
}

/** Adds rows of the text at hand. True if the block is full. */
function gather(block: RowBlock, { cursor, fields, fromRow, beforeRow }: Gathering): boolean {
  const { limits } = cursor;
  while (cursor.at < cursor.text.length && cursor.row < beforeRow) {
    const start = cursor.at;
    if (!takeRow(cursor, fields)) {
      return false;
    }
    // The header, whose number was 0, or a row before those that are wanted.
    if (cursor.row <= fromRow) {
      continue;
    }
    addWhole(block, fields, { cursor, start });
    if (block.rowCount >= limits.batchRows || block.characters >= limits.batchCharacters) {
      return true;
    }
  }
  return false;
}

function addWhole(
  block: RowBlock,
  fields: readonly Field[],
  at: { readonly cursor: Cursor; readonly start: number },
): void {
  if (fields.length !== at.cursor.names.length) {
    throw miscounted(fields, at);
  }
  addRow(block, fields, at.cursor.at - at.start);
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
