import { misuse } from './misuse.ts';

/** Twelve digits and more are beyond all bounds that options have. */
const DIGITS = /^\d{1,12}$/u;

/**
 * The whole number that an option was given, within its bounds.
 * @throws LoaderError COMMAND_INVALID
 */
export function wholeNumber(
  option: string,
  text: string,
  [lowest, highest]: readonly [lowest: number, highest: number],
): number {
  const number = DIGITS.test(text) ? Number(text) : Number.NaN;
  if (number >= lowest && number <= highest) {
    return number;
  }
  throw misuse(text, `is no number for ${option}`, `write a whole number from ${lowest} to ${highest}`);
}
