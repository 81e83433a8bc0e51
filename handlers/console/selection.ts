/** Which letters are meant: as a form asks for them, as a condition, and as the command line says it. */
import type { JudgedLetter } from '../../domain/dead-letters/judged.ts';
import { shellWord } from '../../domain/shell-word.ts';
import { durationMs } from '../cli/duration.ts';
import { pathTo } from './visit.ts';

export interface Selection {
  /** By the name of the field; what does not matter is left out. */
  readonly fields: Readonly<Partial<Record<SelectionField, string>>>;
  chosen(letter: JudgedLetter): boolean;
}

export const SELECTION_FIELDS = ['judgement', 'table', 'error', 'prefix', 'age'] as const;

export type SelectionField = (typeof SELECTION_FIELDS)[number];

/** @throws LoaderError COMMAND_INVALID for an age that is no length of time */
export function selectionOf(form: URLSearchParams, nowMs: number): Selection {
  const fields = Object.fromEntries(
    SELECTION_FIELDS.map(name => [name, form.get(name) ?? ''] as const).filter(([, value]) => value !== ''),
  ) as Selection['fields'];
  const { judgement, table, error, prefix, age } = fields;
  const oldest = age === undefined ? undefined : nowMs - durationMs('age', age);
  return {
    fields,
    chosen: letter =>
      (judgement === undefined || letter.judgement === judgement) &&
      (table === undefined || letter.objects.some(({ target }) => target === table)) &&
      (error === undefined || letter.error?.group === error || letter.error?.code === error) &&
      (prefix === undefined || letter.objects.some(({ object }) => object.startsWith(prefix))) &&
      (oldest === undefined || letter.letter.sentAtMs < oldest),
  };
}

/** The same choice for the command line. */
export function whereOptions({ fields }: Selection): string {
  return Object.entries(fields)
    .map(([name, value]) => ` --where ${shellWord(name === 'age' ? `age>${value}` : `${name}=${value}`)}`)
    .join('');
}

/** Where a page shows the same choice. */
export function selectionPath(path: string, { fields }: Selection): string {
  return pathTo(path, fields);
}
