import { makeType, refused } from './make-type.ts';
import { CellFault, type ColumnType } from './type.ts';

export interface TextArrayOptions {
  /** Items that are empty without quotes: left out, the default, or kept as empty text. */
  readonly empty?: 'drop' | 'keep';
  /** Whether `"b,c"` is one item, the default, or quotes are characters like others. */
  readonly quotes?: 'csv' | 'none';
}

type Items = readonly (string | null)[];

const HAS_NUL = new CellFault(
  'has a NUL character, which PostgreSQL text cannot hold',
  'clean the source, or use custom()',
);
const BAD_QUOTES = new CellFault(
  'has an item whose opening quote is not closed before the separator',
  "double the quotes inside, or declare textArray(separator, { quotes: 'none' })",
);

/**
 * List of texts, written as one text with a separator. Takes text only.
 *
 * Items are trimmed, empty ones left out: `a,,b ` is {a,b}. An item that begins with a quote ends with one; inside,
 * separators and blanks are kept and `""` is a quote, and `""` alone is an empty item that stays: `a,"b,c",,d` is
 * {a,"b,c",d}. A quote in the middle of an item is a character like others. Blank text is NULL; `default([])` makes it an
 * empty list. `NULL` is the text NULL.
 *
 * @example `from('TAGS', textArray(','))`
 */
export function textArray(separator: string, options?: TextArrayOptions): ColumnType<Items> {
  const name = `textArray(${JSON.stringify(separator)}${options === undefined ? '' : `, ${JSON.stringify(options)}`})`;
  const isSeparator = separator.length === 1 && separator !== '"' && separator !== '\0';
  const split = splitter(separator, options);
  return makeType<Items>({
    name,
    sql: 'text[]',
    problems: isSeparator ? [] : [`${name} needs a separator of one character that is no quote; write textArray(',')`],
    converter: source =>
      source.kind === 'text'
        ? value => split(value as string)
        : refused(name, source, 'map it to a type that it is, or with custom()'),
    read: written => (written.some(item => item?.includes('\0')) ? HAS_NUL : Object.freeze([...written])),
  });
}

function splitter(separator: string, options?: TextArrayOptions): (text: string) => Items | null | CellFault {
  const keepsEmpty = options?.empty === 'keep';
  const hasQuotes = options?.quotes !== 'none';
  return text => {
    if (text.trim() === '') {
      return null;
    }
    if (text.includes('\0')) {
      return HAS_NUL;
    }
    if (hasQuotes && text.includes('"')) {
      return splitQuoted(text, separator, keepsEmpty);
    }
    const items = text.split(separator).map(item => item.trim());
    return keepsEmpty ? items : items.filter(item => item !== '');
  };
}

function splitQuoted(text: string, separator: string, keepsEmpty: boolean): Items | CellFault {
  const items: string[] = [];
  let start = 0;
  while (start <= text.length) {
    const item = itemAt(text, start, separator);
    if (item === undefined) {
      return BAD_QUOTES;
    }
    if (keepsEmpty || item.isQuoted || item.value !== '') {
      items.push(item.value);
    }
    start = item.end + 1;
  }
  return items;
}

interface Item {
  readonly value: string;
  /** Where its separator, or the end of the text, is. */
  readonly end: number;
  readonly isQuoted: boolean;
}

/** The item that begins at `start`; undefined if its quotes are not closed. */
function itemAt(text: string, start: number, separator: string): Item | undefined {
  const opening = start + (text.slice(start).length - text.slice(start).trimStart().length);
  const next = endOf(text, start, separator);
  if (text[opening] !== '"' || opening > next) {
    return { value: text.slice(start, next).trim(), end: next, isQuoted: false };
  }
  const closing = closingQuote(text, opening + 1);
  const end = endOf(text, closing, separator);
  return closing < text.length && text.slice(closing + 1, end).trim() === ''
    ? { value: text.slice(opening + 1, closing).replaceAll('""', '"'), end, isQuoted: true }
    : undefined;
}

function endOf(text: string, from: number, separator: string): number {
  const at = text.indexOf(separator, from);
  return at < 0 ? text.length : at;
}

/** Where the quoted item ends; a doubled quote is one inside it. The text's length if it never ends. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') {
    at = text.indexOf('"', at + 2);
  }
  return at < 0 ? text.length : at;
}
