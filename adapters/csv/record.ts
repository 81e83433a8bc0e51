/**
 * Reads one row. With quoting `rfc4180` the grammar is RFC 4180's, strictly: a quote stands at both ends of a field or is
 * doubled within, and a field with a line break is quoted. What departs from it is refused, since the rest of the file
 * would be read shifted. With `none` every character is text.
 */
import type { LoaderError } from '../../domain/errors.ts';
import { type Cursor, next, rowOf } from './cursor.ts';
import { corrupt, tooLarge, WRITE_AGAIN } from './fault.ts';

export type Field = string | null;

/** Not a field: the text ends before the field does. */
const MORE = Symbol('more text is needed');

const QUOTE = '"';
const QUOTE_CODE = 34;
const CARRIAGE_RETURN_CODE = 13;

/** Where the field that was read last ended. */
interface End {
  /** Start of what follows. */
  at: number;
  isRow: boolean;
}

/** Moves the cursor behind a row, whose fields go into `fields`; false, and nothing moved, if more text is needed. */
export function takeRow(cursor: Cursor, fields: Field[]): boolean {
  const { text, settings, limits } = cursor;
  const hasQuotes = settings.quoting === 'rfc4180';
  const end: End = { at: cursor.at, isRow: false };
  fields.length = 0;
  while (!end.isRow) {
    const field =
      hasQuotes && text.charCodeAt(end.at) === QUOTE_CODE
        ? quotedField(cursor, end, fields.length)
        : plainField(cursor, end, fields.length);
    if (field === MORE) {
      return false;
    }
    if (fields.push(field) > limits.columnCount) {
      throw tooLarge({
        row: rowOf(cursor),
        reason: `has more than ${limits.columnCount} fields`,
        remedy:
          'check csv.delimiter and csv.rowDelimiter of the source against CsvDelimiter and CsvRowDelimiter of DMS',
      });
    }
  }
  cursor.at = end.at;
  cursor.row++;
  return true;
}

function plainField(cursor: Cursor, end: End, index: number): Field | typeof MORE {
  const { text, settings, isLast } = cursor;
  const start = end.at;
  const delimiter = next(cursor.delimiter, text, start);
  const rowEnd = next(cursor.rowDelimiter, text, start);
  const stop = Math.min(delimiter, rowEnd, isLast ? text.length : Number.POSITIVE_INFINITY);
  if (stop === Number.POSITIVE_INFINITY) {
    return MORE;
  }
  end.isRow = delimiter !== stop;
  const value = text.slice(start, stop);
  if (isSuspect(cursor, start, stop)) {
    refusePlain(cursor, { start, stop, isRowEnd: end.isRow, index, value });
  }
  end.at = stop + lengthAt(cursor, stop);
  return value === settings.nullText ? null : value;
}

/** Of the delimiter that stands there; 0 at the end of the file. */
function lengthAt({ delimiter, rowDelimiter }: Cursor, stop: number): number {
  if (stop === delimiter.at) {
    return delimiter.needle.length;
  }
  return stop === rowDelimiter.at ? rowDelimiter.needle.length : 0;
}

/** Is there something in a field without quotes that is not text, or not always? Hardly ever, and so looked for cheaply. */
function isSuspect(cursor: Cursor, start: number, stop: number): boolean {
  const { text, settings } = cursor;
  return (
    next(cursor.carriageReturn, text, start) < stop ||
    (settings.quoting === 'rfc4180' &&
      (next(cursor.quote, text, start) < stop || next(cursor.lineFeed, text, start) < stop))
  );
}

interface PlainField {
  readonly start: number;
  readonly stop: number;
  readonly isRowEnd: boolean;
  readonly index: number;
  readonly value: string;
}

/** Throws for what cannot be text; with quoting `none` that is only a CR before the LF that ends a row. */
function refusePlain(cursor: Cursor, { start, stop, isRowEnd, index, value }: PlainField): void {
  const { text, settings } = cursor;
  if (settings.quoting === 'none') {
    if (isRowEnd && settings.rowDelimiter === '\n' && text.charCodeAt(stop - 1) === CARRIAGE_RETURN_CODE) {
      throw lineBreak(cursor, index, value);
    }
    return;
  }
  if (next(cursor.quote, text, start) >= stop) {
    throw lineBreak(cursor, index, value);
  }
  throw faultAt(cursor, index, {
    value,
    reason: 'has a quote inside, but is not in quotes',
    remedy: "if DMS writes with Rfc4180=false, set csv.quoting of the source to 'none'",
  });
}

function quotedField(cursor: Cursor, end: End, index: number): Field | typeof MORE {
  const { text, isLast } = cursor;
  const start = end.at + 1;
  let stop = next(cursor.quote, text, start);
  let isDoubled = false;
  while (text.charCodeAt(stop + 1) === QUOTE_CODE) {
    isDoubled = true;
    stop = next(cursor.quote, text, stop + 2);
  }
  if (stop === Number.POSITIVE_INFINITY) {
    return isLast ? raise(unclosed(cursor, index)) : MORE;
  }
  // The quote may be the first of two, and a delimiter may be cut: more text decides.
  if (!endQuoted(cursor, end, stop + 1)) {
    return isLast || stop + longest(cursor) < text.length ? raise(afterQuote(cursor, index, stop)) : MORE;
  }
  const value = text.slice(start, stop);
  // replaceAll would make a chain of strings, one for each quote: twenty times the memory.
  return isDoubled ? value.split('""').join(QUOTE) : value;
}

/** False if neither a delimiter nor the end of the file stands there. */
function endQuoted({ text, settings, isLast }: Cursor, end: End, at: number): boolean {
  if (text.startsWith(settings.delimiter, at)) {
    end.at = at + settings.delimiter.length;
    return true;
  }
  const isFileEnd = isLast && at === text.length;
  end.isRow = isFileEnd || text.startsWith(settings.rowDelimiter, at);
  end.at = isFileEnd ? at : at + settings.rowDelimiter.length;
  return end.isRow;
}

function longest({ settings }: Cursor): number {
  return Math.max(settings.delimiter.length, settings.rowDelimiter.length);
}

function raise(error: LoaderError): never {
  throw error;
}

function lineBreak(cursor: Cursor, index: number, value: string): LoaderError {
  return faultAt(cursor, index, {
    value,
    reason: 'has a line break inside, but is not in quotes',
    remedy: String.raw`if the rows end with CR LF, set csv.rowDelimiter of the source to '\r\n' (CsvRowDelimiter at DMS); otherwise correct the text`,
  });
}

function unclosed(cursor: Cursor, index: number): LoaderError {
  return faultAt(cursor, index, {
    reason: 'begins with a quote that is never closed',
    remedy: `${WRITE_AGAIN}; if DMS writes with Rfc4180=false, set csv.quoting of the source to 'none'`,
  });
}

function afterQuote(cursor: Cursor, index: number, stop: number): LoaderError {
  return faultAt(cursor, index, {
    value: cursor.text.slice(stop, stop + longest(cursor) + 20),
    reason: 'follows a quoted field, where a delimiter has to stand',
    remedy: `check csv.delimiter and csv.rowDelimiter of the source; if DMS writes with Rfc4180=false, set csv.quoting to 'none'`,
  });
}

function faultAt(
  cursor: Cursor,
  index: number,
  fault: { readonly value?: string; readonly reason: string; readonly remedy: string },
): LoaderError {
  return corrupt({ row: rowOf(cursor), column: cursor.names[index] ?? `number ${index + 1}`, ...fault });
}
