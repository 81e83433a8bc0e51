/** What valid JSON may hold and jsonb may not (PostgreSQL manual, "JSON Types"), found in one walk through the text. */

const DEEPEST = 1000;
const STEPS: ReadonlyMap<string | undefined, number> = new Map([
  ['[', 1],
  ['{', 1],
  [']', -1],
  ['}', -1],
]);
/** jsonb keeps numbers as numeric, whose digits end 131072 before and 16383 behind the point. */
const LARGEST_EXPONENT = 10_000;
/** Characters looked at; one with half as many is refused, be it all zeros. */
const LONGEST_EXPONENT = 20;
const EXPONENT = /^[+-]?\d+/u;

/** What a text without these, and too short for so many levels, cannot have: spares the walk, 12 times slower (measured). */
const SUSPECT = /\\u|\d[eE]/u;

/** Whether jsonb can hold a text that is valid JSON. */
export function fitsJsonb(text: string): boolean {
  if (!text.isWellFormed()) {
    return false;
  }
  if (text.length <= DEEPEST && !SUSPECT.test(text)) {
    return true;
  }
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      if (!isHeldString(text.slice(at, end))) {
        return false;
      }
      at = end - 1;
    }
    depth += STEPS.get(character) ?? 0;
    if (depth > DEEPEST || hasHugeExponent(text, at)) {
      return false;
    }
  }
  return true;
}

/** Just behind the closing quote; an escaped character never closes. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') {
    at += text[at] === '\\' ? 2 : 1;
  }
  return at + 1;
}

/** No escape makes a NUL or half a surrogate pair. */
function isHeldString(string: string): boolean {
  if (!string.includes('\\u')) {
    return true;
  }
  const value = JSON.parse(string) as string;
  return value.isWellFormed() && !value.includes('\0');
}

/** The letter of an exponent comes before a sign or digit; those of `true` and `false` do not come before one. */
function hasHugeExponent(text: string, at: number): boolean {
  if (text[at] !== 'e' && text[at] !== 'E') {
    return false;
  }
  const exponent = EXPONENT.exec(text.slice(at + 1, at + LONGEST_EXPONENT))?.[0] ?? '';
  return exponent.length > LONGEST_EXPONENT / 2 || Math.abs(Number(exponent)) > LARGEST_EXPONENT;
}
