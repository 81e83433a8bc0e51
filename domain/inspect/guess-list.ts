import { textArray } from '../columns/index.ts';
import type { Guess } from './guess.ts';

const SEPARATORS = [',', '|', ';'] as const;

/** Words and characters of one item: more is a sentence. */
const MOST_WORDS = 3;
const LONGEST_ITEM = 40;
/** Of all its items; what is longer is not even split. */
const LONGEST_LIST = 4000;
/** One in so many values with a separator may have a blank behind it; sentences and `Name, First name` always have one. */
const VALUES_TO_A_BLANK = 10;
/** One in so many values has the separator, at least: the others are lists of one item. */
const VALUES_TO_A_LIST = 4;

/** Lists with a separator; none of the values may look like prose, a pair or JSON. */
export function guessList(texts: readonly string[]): Guess | undefined {
  const separator = SEPARATORS.find(candidate => isListOf(texts, candidate));
  if (separator === undefined) {
    return undefined;
  }
  const lists = texts.filter(text => text.includes(separator));
  const longest = lists.reduce((most, text) => Math.max(most, text.split(separator).length), 0);
  return {
    type: textArray(separator),
    why: `${JSON.stringify(separator)} stands between short items in ${lists.length} of ${texts.length} values (${longest} items at most), and none reads like a sentence`,
  };
}

function isListOf(texts: readonly string[], separator: string): boolean {
  const lists = texts.filter(text => text.includes(separator));
  const spaced = lists.filter(text => text.includes(`${separator} `));
  return (
    lists.length > 0 &&
    lists.length * VALUES_TO_A_LIST >= texts.length &&
    spaced.length * VALUES_TO_A_BLANK <= lists.length &&
    !texts.some(text => isProse(text, separator)) &&
    isVaried(texts, separator)
  );
}

const LINE_BREAK = /[\n\r\t]/u;
const BLANKS = /\s+/u;
const SENTENCE_END = /[.!?\u3002]$/u;
const BRACED = /^\{.*\}$|^\[.*\]$|^<.*>$/su;

function isProse(text: string, separator: string): boolean {
  return (
    text.length > LONGEST_LIST ||
    LINE_BREAK.test(text) ||
    SENTENCE_END.test(text) ||
    BRACED.test(text) ||
    text.includes('://') ||
    text.split(separator).some(item => item.length > LONGEST_ITEM || item.trim().split(BLANKS).length > MOST_WORDS)
  );
}

/** `Doe,John` and `37.5,127.0` always have two parts; lists differ in length. A few of three or more are lists too. */
function isVaried(texts: readonly string[], separator: string): boolean {
  const lengths = new Set(texts.map(text => text.split(separator).length));
  const [only = 0] = lengths;
  return lengths.size > 1 || (texts.length < 3 && only > 2);
}
