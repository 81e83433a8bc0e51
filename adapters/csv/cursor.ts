import type { CsvSettings } from '../../domain/table/csv-settings.ts';
import { placed, tooLarge } from './fault.ts';
import type { CsvLimits } from './limits.ts';

/** The next place of a text in the text at hand; Infinity if it is not there any more. Looked for once, then remembered. */
interface Finder {
  readonly needle: string;
  at: number;
}

/** Where reading stands in a text that is fed piece by piece. */
export interface Cursor {
  /** What has come and is not done with. */
  text: string;
  /** Start of the row that comes next. */
  at: number;
  /** Nothing follows `text`. */
  isLast: boolean;
  /** Number of the row that comes next, from 1; that of a header is 0. */
  row: number;
  readonly settings: CsvSettings;
  /** Of the columns, where they are known, for messages. */
  readonly names: readonly string[];
  readonly limits: CsvLimits;
  readonly delimiter: Finder;
  readonly rowDelimiter: Finder;
  readonly quote: Finder;
  readonly carriageReturn: Finder;
  readonly lineFeed: Finder;
}

export function newCursor(settings: CsvSettings, limits: CsvLimits, names: readonly string[]): Cursor {
  return {
    text: '',
    at: 0,
    isLast: false,
    row: settings.header ? 0 : 1,
    settings,
    names,
    limits,
    delimiter: finder(settings.delimiter),
    rowDelimiter: finder(settings.rowDelimiter),
    quote: finder('"'),
    carriageReturn: finder('\r'),
    lineFeed: finder('\n'),
  };
}

function finder(needle: string): Finder {
  return { needle, at: -1 };
}

export function next(found: Finder, text: string, from: number): number {
  if (found.at < from) {
    const at = text.indexOf(found.needle, from);
    found.at = at < 0 ? Number.POSITIVE_INFINITY : at;
  }
  return found.at;
}

/** Feeds the cursor: stops after each piece, and once more when the last has come. Whatever ends the pieces names the row. */
export async function* feed(cursor: Cursor, pieces: AsyncIterable<string>): AsyncGenerator<void, void, undefined> {
  try {
    for await (const piece of pieces) {
      append(cursor, piece);
      yield;
    }
  } catch (error) {
    throw placed(error, { row: rowOf(cursor) });
  }
  cursor.isLast = true;
  append(cursor, '');
  yield;
}

function append(cursor: Cursor, piece: string): void {
  const rest = cursor.text.slice(cursor.at);
  if (rest.length > cursor.limits.rowCharacters) {
    throw tooLarge({
      row: rowOf(cursor),
      reason: `is longer than ${cursor.limits.rowCharacters} characters`,
      remedy:
        'lower LobMaxSize of the DMS task, or give the process more memory (LOADER_MEMORY_MB); if no value is that long, look for a quote that is never closed',
    });
  }
  cursor.text = rest + piece;
  cursor.at = 0;
  for (const found of [cursor.delimiter, cursor.rowDelimiter, cursor.quote, cursor.carriageReturn, cursor.lineFeed]) {
    found.at = -1;
  }
}

/** For messages: a header has no number. */
export function rowOf({ row }: Cursor): number | undefined {
  return row === 0 ? undefined : row;
}
