/** `--where field=value`: which of many things a command is about. Several conditions have to hold together. */
import { didYouMean } from '../../domain/did-you-mean.ts';
import { misuse } from './misuse.ts';

export type Compare = '=' | '!=' | '>' | '<';

export interface Condition<Field extends string> {
  readonly field: Field;
  readonly compare: Compare;
  readonly value: string;
}

/** What may be compared how. */
export type Fields<Field extends string> = Readonly<Record<Field, readonly Compare[]>>;

const FORM = /^(?<field>[a-z-]+)\s*(?<compare>!=|=|>|<)\s*(?<value>.+)$/su;

/** @throws LoaderError COMMAND_INVALID for text of another form, an unknown field, a comparison that it does not know */
export function conditionsOf<Field extends string>(
  texts: readonly string[],
  fields: Fields<Field>,
): readonly Condition<Field>[] {
  return texts.map(text => conditionOf(text, fields));
}

function conditionOf<Field extends string>(text: string, fields: Fields<Field>): Condition<Field> {
  const names = Object.keys(fields) as Field[];
  const { field: name = '', compare: sign, value = '' } = FORM.exec(text)?.groups ?? {};
  if (name === '') {
    throw misuse(text, 'is no condition', `write --where <field>=<value>, with a field of ${names.join(', ')}`);
  }
  const field = names.find(known => known === name);
  if (field === undefined) {
    const near = didYouMean(name, names);
    const remedy = near === undefined ? `write one of ${names.join(', ')}` : `did you mean ${near}?`;
    throw misuse(name, 'is nothing that --where knows', remedy);
  }
  const compare = fields[field].find(known => known === sign);
  if (compare === undefined) {
    throw misuse(
      text,
      `compares ${field} with ${sign}`,
      `write ${fields[field].map(known => `${field}${known}..`).join(' or ')}`,
    );
  }
  return { field, compare, value: value.trim() };
}

/** For commander: gathers what an option is given again and again. */
export function gathered(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
