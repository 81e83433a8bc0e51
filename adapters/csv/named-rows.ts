/** Reads a file of transactions of whose tables nothing is known, for looking into it. */
import type { NamedRow } from '../../domain/inspect/named-rows.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { StoredObject } from '../../domain/ports/store.ts';
import type { CsvSettings } from '../../domain/table/csv-settings.ts';
import { feed, newCursor } from './cursor.ts';
import { placed } from './fault.ts';
import { isTimestamp, LEADING_FIELDS, LEADING_NAMES, nameless } from './leading-fields.ts';
import { CSV_LIMITS } from './limits.ts';
import { empty, textsFrom } from './object-texts.ts';
import { type Field, takeRow } from './record.ts';

/**
 * Its rows, in their order, each read when it is asked for.
 * @throws LoaderError OBJECT_EMPTY, CSV_* or ROW_BAD; the errors of `StoredObject.read`
 */
export async function* namedRows(
  object: StoredObject,
  settings: CsvSettings,
): AsyncGenerator<NamedRow, void, undefined> {
  try {
    yield* rowsOf(object, settings);
  } catch (error) {
    throw placed(error, { object: objectUrl(object) });
  }
}

async function* rowsOf(object: StoredObject, settings: CsvSettings): AsyncGenerator<NamedRow, void, undefined> {
  const texts = await textsFrom(object, CSV_LIMITS);
  const cursor = newCursor({ ...settings, header: false }, CSV_LIMITS, LEADING_NAMES);
  const fields: Field[] = [];
  for await (const _ of feed(cursor, texts())) {
    while (cursor.at < cursor.text.length && takeRow(cursor, fields)) {
      yield namedRow(fields, cursor.row - 1, settings);
    }
  }
  if (cursor.row === 1) {
    throw empty();
  }
}

function namedRow(fields: readonly Field[], row: number, { timestampColumn }: CsvSettings): NamedRow {
  const [op = null, table = null, schema = null, first] = fields;
  if (table === null || schema === null) {
    throw placed(nameless(fields), { row });
  }
  const isTimed = timestampColumn !== undefined && isTimestamp(first);
  const cells = fields.slice(LEADING_FIELDS + Number(isTimed));
  return {
    row,
    op,
    table: { schema, table },
    columns: [
      ...(isTimed ? [{ name: timestampColumn, cell: first ?? null }] : []),
      ...cells.map((cell, at) => ({ name: `column_${at + 1}`, cell })),
    ],
    width: cells.length,
  };
}
