import { bigint, numeric, text } from '../columns/index.ts';
import type { NumericOptions } from '../columns/numeric.ts';
import type { Guess } from './guess.ts';
import { allAre } from './sample.ts';

/** Oracle's NUMBER has 38 digits; a longer one is a code. */
const MOST_DIGITS = 38;
const BIGINT_DIGITS = 18;
/** A sign, separators and blanks beside the digits. */
const LONGEST_TEXT = 60;
/** Precisions are rounded up to the next multiple, which costs nothing in PostgreSQL: it stores what a value needs. */
const PRECISION_STEP = 5;
const LEAST_PRECISION = 10;

/** `007` is a code: as a number it would lose its zeros. */
const LEADING_ZERO = /^-?0(?![.,]\d+$)./u;

interface Marks {
  readonly options: NumericOptions | undefined;
  readonly form: RegExp;
}

/** The first that fits all values counts. */
const MARKS: readonly Marks[] = [
  { options: undefined, form: /^-?(?:\d+(?:\.\d+)?|\.\d+)$/u },
  { options: { group: ',' }, form: /^-?(?:(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)$/u },
  { options: { decimal: ',' }, form: /^-?(?:\d+(?:,\d+)?|,\d+)$/u },
  { options: { group: '.', decimal: ',' }, form: /^-?(?:(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?|,\d+)$/u },
  { options: { group: ' ' }, form: /^-?(?:(?:[1-9]\d{0,2}(?: \d{3})+|\d+)(?:\.\d+)?|\.\d+)$/u },
  { options: { group: ' ', decimal: ',' }, form: /^-?(?:(?:[1-9]\d{0,2}(?: \d{3})+|\d+)(?:,\d+)?|,\d+)$/u },
  { options: { group: "'" }, form: /^-?(?:(?:[1-9]\d{0,2}(?:'\d{3})+|\d+)(?:\.\d+)?|\.\d+)$/u },
];

/** Whole numbers, decimals and amounts as text. Exponents, plus and trailing signs and leading zeros are left to a person. */
export function guessNumber(texts: readonly string[], { isTyped }: { readonly isTyped: boolean }): Guess | undefined {
  if (texts.some(value => value.length > LONGEST_TEXT || LEADING_ZERO.test(value))) {
    return undefined;
  }
  const marks = MARKS.find(({ form }) => texts.every(value => form.test(value)));
  if (marks === undefined) {
    return undefined;
  }
  const size = sizeOf(texts, marks.options);
  if (size.whole + size.scale > MOST_DIGITS) {
    return undefined;
  }
  if (marks.options === undefined && texts.every(value => !value.includes('.'))) {
    return wholeNumbers(texts, size.whole, isTyped);
  }
  return doubtOf(texts, marks.options) ?? amounts(texts, marks.options, size);
}

interface Size {
  /** Most digits before the decimal mark, and behind it. */
  readonly whole: number;
  readonly scale: number;
}

const NOT_A_DIGIT = /\D/gu;
const FIRST_ZEROS = /^0+/u;

function sizeOf(texts: readonly string[], options: NumericOptions | undefined): Size {
  const sizes = texts.map(value => {
    const [whole = '', fraction = ''] = value.split(options?.decimal ?? '.');
    return { whole: whole.replaceAll(NOT_A_DIGIT, '').replace(FIRST_ZEROS, '').length, scale: fraction.length };
  });
  return {
    whole: sizes.reduce((most, { whole }) => Math.max(most, whole), 0),
    scale: sizes.reduce((most, { scale }) => Math.max(most, scale), 0),
  };
}

/** In a column of text whole numbers may be codes; CSV has no other columns. */
function wholeNumbers(texts: readonly string[], digits: number, isTyped: boolean): Guess {
  const found = `${allAre(texts.length)} whole ${texts.length === 1 ? 'and a number' : 'numbers'}`;
  if (isTyped) {
    return { type: text(), why: `text at the source too; ${found}: bigint() if they are no codes` };
  }
  return digits <= BIGINT_DIGITS
    ? { type: bigint(), why: `${found} without leading zeros` }
    : { type: numeric(precisionFor(digits), 0), why: `${found}, too long for bigint()` };
}

function amounts(texts: readonly string[], options: NumericOptions | undefined, { whole, scale }: Size): Guess {
  const group = options?.group;
  const grouped = group === undefined ? 0 : texts.filter(value => value.includes(group)).length;
  const precision = precisionFor(whole + scale);
  const kind = texts.length === 1 ? 'a number' : 'numbers';
  const marked = grouped === 0 ? '' : `, ${grouped} of them with ${JSON.stringify(group)} before every third digit`;
  return {
    type: options === undefined ? numeric(precision, scale) : numeric(precision, scale, options),
    why: `${allAre(texts.length)} ${kind}${marked}; up to ${whole} + ${scale} digits (before and behind the decimal mark), and for those to come ${precision}: the next multiple of ${PRECISION_STEP} above ${whole + scale}, ${LEAST_PRECISION} at least`,
  };
}

function precisionFor(digits: number): number {
  return Math.max(LEAST_PRECISION, (Math.floor(digits / PRECISION_STEP) + 1) * PRECISION_STEP);
}

/** A group that begins a number with one or two digits: a list of codes of three digits each has none. */
const SHORT_FIRST_GROUP = /^-|^\d{1,2},|\./u;

/** Text, where marks may mean something else as well. */
function doubtOf(texts: readonly string[], options: NumericOptions | undefined): Guess | undefined {
  const doubt = options === undefined ? versionDoubt(texts) : markDoubt(texts, options);
  return doubt === undefined
    ? undefined
    : { type: text(), why: `text: ${allAre(texts.length)} digits with what may be ${doubt}, or no number at all` };
}

/** Of `1.9` and `1.10` the second is no number that ends in 1: numbers have all their zeros or none. */
function versionDoubt(texts: readonly string[]): string | undefined {
  const fractions = texts.map(value => value.split('.')[1] ?? '').filter(fraction => fraction !== '');
  const isUneven = new Set(fractions.map(fraction => fraction.length)).size > 1;
  return isUneven && fractions.some(fraction => fraction.endsWith('0'))
    ? 'decimals with zeros at their ends'
    : undefined;
}

function markDoubt(texts: readonly string[], options: NumericOptions): string | undefined {
  if (isPlainlyMarked(texts, options)) {
    return undefined;
  }
  return options.decimal === ',' && options.group === undefined ? 'a decimal comma' : 'marks before every third digit';
}

/** Pairs of numbers look like decimal commas: what has always the same decimals, two or more, is an amount. */
function isPlainlyMarked(texts: readonly string[], { group, decimal = '.' }: NumericOptions): boolean {
  if (group === ',') {
    return texts.some(value => value.includes(',') && SHORT_FIRST_GROUP.test(value));
  }
  if (group !== undefined) {
    return texts.some(value => value.includes(decimal));
  }
  const parts = texts.map(value => value.split(decimal));
  const scales = new Set(parts.map(([, fraction = '']) => fraction.length));
  const lengths = new Set(parts.map(([whole = '']) => whole.length));
  return scales.size === 1 && !scales.has(1) && lengths.size > 1;
}
