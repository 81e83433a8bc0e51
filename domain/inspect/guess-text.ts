import { text, uuid } from '../columns/index.ts';
import { CellFault } from '../columns/type.ts';
import type { Guess } from './guess.ts';
import { guessDate, guessMoment, guessZoned } from './guess-date.ts';
import { guessFlag } from './guess-flag.ts';
import { guessList } from './guess-list.ts';
import { guessNumber } from './guess-number.ts';
import { allAre } from './sample.ts';

export interface TextContext {
  /** The file has types, so its source declared this column as text. */
  readonly isTyped: boolean;
  /** Cells that were looked at, blank and NULL ones too. */
  readonly cells: number;
}

/** From the narrowest form to the widest; the first that all values have. */
const FORMS: readonly ((texts: readonly string[], context: TextContext) => Guess | undefined)[] = [
  guessFlag,
  guessDate,
  guessMoment,
  guessZoned,
  guessUuid,
  guessNumber,
  guessList,
];

/** What texts agree on that are neither blank nor have blanks around them. */
export function guessText(texts: readonly string[], context: TextContext): Guess {
  if (texts.length === 0) {
    return { type: text(), why: `no value in ${context.cells} rows shows what it holds` };
  }
  for (const form of FORMS) {
    const guess = form(texts, context);
    if (guess !== undefined && holdsFor(guess, texts)) {
      return guess;
    }
  }
  return { type: text(), why: plainText(texts) };
}

/** What the loader itself says of the guess. */
function holdsFor(guess: Guess, texts: readonly string[]): boolean {
  const convert = guess.type.converter({ kind: 'text' });
  return !(convert instanceof CellFault) && texts.every(value => !(convert(value) instanceof CellFault));
}

const DASHED_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

function guessUuid(texts: readonly string[]): Guess | undefined {
  return texts.every(value => DASHED_UUID.test(value))
    ? { type: uuid(), why: `${allAre(texts.length)} UUIDs with their dashes` }
    : undefined;
}

function plainText(texts: readonly string[]): string {
  return texts.every(isJsonObject)
    ? `text; ${allAre(texts.length)} JSON objects: json() stores them as jsonb`
    : `text: ${texts.length === 1 ? 'its only value has' : `its ${texts.length} values have`} no other form in common`;
}

function isJsonObject(value: string): boolean {
  if (!value.startsWith('{')) {
    return false;
  }
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
