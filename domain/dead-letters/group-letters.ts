import { commonText } from '../error-group.ts';
import { BY_CARE } from './judge-letter.ts';
import type { JudgedLetter, Judgement, SuggestedAct } from './judged.ts';

/** Letters that are to be dealt with in one way: of one judgement and one kind of error. */
export interface LetterGroup {
  readonly judgement: Judgement;
  readonly act: SuggestedAct;
  readonly letters: number;
  /** Milliseconds since 1970. */
  readonly oldestSentAtMs: number;
  /** Where an error names the group: what the errors have in common, their values left out. */
  readonly error: { readonly code: string; readonly group: string; readonly text: string } | undefined;
  /** `schema.table`, each once. */
  readonly targets: readonly string[];
  /** The oldest of them. */
  readonly example: JudgedLetter;
}

/** What needs most care first, then the larger group. */
export function groupLetters(letters: readonly JudgedLetter[]): readonly LetterGroup[] {
  const groups = Map.groupBy(letters, ({ judgement, error }) => `${judgement} ${error?.group ?? ''}`);
  return [...groups.values()]
    .flatMap(groupOf)
    .toSorted((a, b) => BY_CARE.indexOf(a.judgement) - BY_CARE.indexOf(b.judgement) || b.letters - a.letters);
}

function groupOf(letters: readonly JudgedLetter[]): LetterGroup[] {
  const [example] = letters.toSorted((a, b) => a.letter.sentAtMs - b.letter.sentAtMs);
  if (example === undefined) {
    return [];
  }
  const { judgement, act, error } = example;
  return [
    {
      judgement,
      act,
      letters: letters.length,
      oldestSentAtMs: example.letter.sentAtMs,
      error: error === undefined ? undefined : { ...error, text: commonText(error.message) },
      targets: [...new Set(letters.flatMap(({ objects }) => objects.flatMap(({ target }) => target ?? [])))].toSorted(),
      example,
    },
  ];
}
