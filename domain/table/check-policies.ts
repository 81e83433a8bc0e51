/** Mistakes in what a mapping says of drift, deletes, bad rows and its own SQL. Each is a sentence that ends in its remedy. */
import { didYouMean } from '../did-you-mean.ts';
import { unknownProperties } from './check-names.ts';

/** Of a mapping; whatever a module without types may hand over. */
export interface Policies {
  readonly key: unknown;
  readonly contract?: unknown;
  readonly leaveOut?: unknown;
  readonly keepOnNull?: unknown;
  readonly onDelete?: unknown;
  readonly badRows?: unknown;
  readonly budget?: unknown;
  readonly beforeMerge?: unknown;
  readonly afterMerge?: unknown;
  readonly atomic?: unknown;
}

export function checkPolicies(policies: Policies): string[] {
  return [
    ...oneOf('contract', policies.contract, ['evolve', 'freeze', 'rescue']),
    ...oneOf('onDelete', policies.onDelete, ['remove', 'mark']),
    ...oneOf('badRows', policies.badRows, ['fail', 'quarantine']),
    ...eitherWay('keepOnNull', policies.keepOnNull),
    ...eitherWay('atomic', policies.atomic),
    ...textsProblems('leaveOut', policies.leaveOut, 'names of columns'),
    ...sqlProblems('beforeMerge', policies.beforeMerge),
    ...sqlProblems('afterMerge', policies.afterMerge),
    ...budgetProblems(policies),
    ...appendProblems(policies),
  ];
}

function eitherWay(name: string, value: unknown): string[] {
  return value === undefined || typeof value === 'boolean'
    ? []
    : [`${name} is neither true nor false; write one of them.`];
}

function oneOf(name: string, value: unknown, known: readonly string[]): string[] {
  if (value === undefined || known.includes(value as string)) {
    return [];
  }
  const meant = didYouMean(String(value), known);
  return [
    `${name} ${JSON.stringify(value)} is unknown; ${meant === undefined ? `write one of ${known.join(', ')}.` : `did you mean '${meant}'?`}`,
  ];
}

/** The transaction is the load's: begun, ended and locked for it alone. */
const TRANSACTION_CONTROL = /^(?:begin|start|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b/iu;
const LEADING_COMMENTS = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/u;

function sqlProblems(name: string, value: unknown): string[] {
  const texts: unknown = typeof value === 'string' ? [value] : value;
  const problems = textsProblems(name, texts, 'SQL statements');
  if (problems.length > 0 || !Array.isArray(texts)) {
    return problems;
  }
  return texts
    .map(text => String(text).replace(LEADING_COMMENTS, ''))
    .filter(text => TRANSACTION_CONTROL.test(text))
    .map(text => `${name} begins or ends a transaction (${text.slice(0, 20)}), which is the load's; leave it out.`);
}

function textsProblems(name: string, value: unknown, what: string): string[] {
  const isList = Array.isArray(value) && value.every(text => typeof text === 'string' && text.trim() !== '');
  return value === undefined || isList ? [] : [`${name} is no list of ${what}, or one of them is empty; correct it.`];
}

function budgetProblems({ budget, badRows }: Policies): string[] {
  if (budget === undefined) {
    return [];
  }
  if (typeof budget !== 'object' || budget === null) {
    return ['budget is no object; write { rows: 100, percent: 1 }.'];
  }
  const { rows = 0, percent = 0 } = budget as { rows?: unknown; percent?: unknown };
  return [
    ...unknownProperties(budget, ['rows', 'percent']).map(problem => `budget: ${problem}`),
    ...(badRows === 'quarantine' ? [] : ["budget counts quarantined rows only; add badRows: 'quarantine'."]),
    ...(Number.isSafeInteger(rows) && Number(rows) >= 0 ? [] : ['budget.rows is no whole number from 0; correct it.']),
    ...(typeof percent === 'number' && percent >= 0 && percent <= 100
      ? []
      : ['budget.percent is no number from 0 to 100; correct it.']),
  ];
}

/** A table without a key has no row that a later change could keep, mark or remove. */
function appendProblems({ key, keepOnNull, onDelete }: Policies): string[] {
  return key === 'none' && (keepOnNull === true || onDelete !== undefined)
    ? ["keepOnNull and onDelete are about rows that change, and with key: 'none' none does; leave them out."]
    : [];
}
