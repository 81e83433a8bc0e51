/** text[]: in binary as a cell of a COPY; as an array literal where it is an element of an array (see array.ts). */

import { writeCell } from './cell.ts';
import { CellError } from './cell-error.ts';
import { type Output, reserve } from './output.ts';
import { roomForText, writeText } from './text.ts';

/** What stands before the items (utils/adt/arrayfuncs.c, array_recv): dimensions, null flag, element type, length, lower bound. */
const EMPTY_BYTES = 12;
const HEADER_BYTES = 20;
const TEXT_OID = 25;

export function writeTextArray(output: Output, value: unknown): void {
  const items = itemsOf(value);
  // Room for all of it at once: the length before the items is set when they are written, in this same buffer.
  reserve(output, 4 + HEADER_BYTES + roomForItems(items));
  const { view, at: start } = output;
  view.setInt32(start + 4, items.length === 0 ? 0 : 1);
  view.setInt32(start + 8, items.includes(null) ? 1 : 0);
  view.setInt32(start + 12, TEXT_OID);
  if (items.length === 0) {
    output.at = start + 4 + EMPTY_BYTES;
  } else {
    view.setInt32(start + 16, items.length);
    view.setInt32(start + 20, 1);
    output.at = start + 4 + HEADER_BYTES;
    asWhole(value, () => writeItems(output, items));
  }
  view.setInt32(start, output.at - start - 4);
}

/** The cell as the text of an array literal, every item in quotes. */
export function writeTextArrayLiteral(output: Output, value: unknown): void {
  const items = itemsOf(value).map(item => (item === null ? 'NULL' : quoted(item)));
  asWhole(value, () => writeText(output, `{${items.join(',')}}`));
}

function itemsOf(value: unknown): readonly (string | null)[] {
  if (!(Array.isArray(value) && value.every(isItem))) {
    throw new CellError({ sqlType: 'text[]', value });
  }
  return value;
}

function isItem(item: unknown): item is string | null {
  return item === null || typeof item === 'string';
}

function roomForItems(items: readonly (string | null)[]): number {
  let room = 0;
  for (const item of items) {
    room += item === null ? 4 : roomForText(item);
  }
  return room;
}

function writeItems(output: Output, items: readonly (string | null)[]): void {
  for (const item of items) {
    writeCell(output, item, writeText);
  }
}

/** An item that has no UTF-8 makes the whole list unfit. */
function asWhole(list: unknown, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw new CellError({ sqlType: 'text[]', value: list }, { cause });
  }
}

function quoted(item: string): string {
  return `"${item.replaceAll(/["\\]/g, '\\$&')}"`;
}
