/** Which letters are meant: as a form asks for them, as a condition, and as the command line says it. */
import type { JudgedLetter } from '../../domain/dead-letters/judged.ts';
import type { Routes } from '../../domain/object/route.ts';
import { shellWord } from '../../domain/shell-word.ts';
import { chosenBy } from '../cli/dlq/where.ts';

export interface Selection {
  /** By the name of the field; what does not matter is left out. */
  readonly fields: Readonly<Partial<Record<SelectionField, string>>>;
  /** Options of `dms-loader dlq redrive` that choose the same, each with a space before it. */
  readonly options: string;
  chosen(letter: JudgedLetter): boolean;
}

const FIELDS = ['judgement', 'table', 'group', 'prefix', 'age'] as const;

type SelectionField = (typeof FIELDS)[number];

/**
 * An age counts from now on.
 * @throws LoaderError COMMAND_INVALID
 */
export function selectionOf(form: URLSearchParams, routes: Routes): Selection {
  const pairs = FIELDS.map(name => [name, form.get(name)?.trim() ?? ''] as const).filter(([, value]) => value !== '');
  const texts = pairs.map(([name, value]) => (name === 'age' ? `age>${value}` : `${name}=${value}`));
  return {
    fields: Object.fromEntries(pairs),
    options: texts.length === 0 ? ' --all' : texts.map(text => ` --where ${shellWord(text)}`).join(''),
    chosen: chosenBy(texts, routes),
  };
}
