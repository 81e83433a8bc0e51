import { boolean, text, yesNo } from '../columns/index.ts';
import type { Guess } from './guess.ts';
import { allAre } from './sample.ts';

/** So many times one letter of the two, and the other is taken for rare rather than for unknown. */
const ENOUGH_OF_ONE = 10;

/** Booleans as text: Y and N, or true and false. */
export function guessFlag(texts: readonly string[]): Guess | undefined {
  const kinds = new Set(texts.map(value => value.toLowerCase()));
  const areAll = (...words: readonly string[]): boolean => [...kinds].every(kind => words.includes(kind));
  if (areAll('true', 'false')) {
    return { type: boolean(), why: `${allAre(texts.length)} true or false` };
  }
  if (!areAll('y', 'n')) {
    return undefined;
  }
  return kinds.size === 2 || texts.length >= ENOUGH_OF_ONE
    ? { type: yesNo(), why: `${allAre(texts.length)} Y or N` }
    : {
        type: text(),
        why: `${allAre(texts.length)} one letter, Y or N, which is too little to tell: yesNo() if it is a flag`,
      };
}
