/** Which lines of the ledger `dms-loader ledger` was asked for. */
import { didYouMean } from '../../domain/did-you-mean.ts';
import { CODES } from '../../domain/errors.ts';
import { OBJECT_STATES } from '../../domain/ledger.ts';
import type { Routes } from '../../domain/object/route.ts';
import { sourceName } from '../../domain/object/table-name.ts';
import type { LoadFilter } from '../../domain/ports/overview.ts';
import { targetName } from '../../domain/table/table.ts';
import { type Call, textOf } from './command.ts';
import { timeOrAgo } from './duration.ts';
import { isUrl } from './load-items.ts';
import { misuse } from './misuse.ts';

/** All but the table, which the ledger may know although no mapping does. */
export type LedgerAsked = Omit<LoadFilter, 'target'> & { readonly table: string | undefined };

const GROUP = /^[A-Z_]+-[0-9a-f]{8}$/u;
const MOST_LINES = 10_000;
const NUMBER = /^[1-9]\d{0,17}$/u;

/** @throws LoaderError COMMAND_INVALID */
export function ledgerAsked({ options }: Pick<Call, 'options'>): LedgerAsked {
  const prefix = textOf(options['prefix']);
  if (prefix !== undefined && !isUrl(prefix)) {
    throw misuse(prefix, 'is no URL of S3', 'write it as s3://bucket/prefix');
  }
  const group = textOf(options['group']);
  if (group !== undefined && !GROUP.test(group)) {
    throw misuse(group, 'is no group of errors', 'copy it from `dms-loader status`, as ROW_BAD-1f3a9c04');
  }
  const limit = Number(wholeNumber('--limit', options['limit'] ?? '50'));
  if (limit > MOST_LINES) {
    throw misuse(String(limit), 'is too many for --limit', `ask for ${MOST_LINES} at most, and page with --before-id`);
  }
  const code = textOf(options['error']);
  return {
    table: textOf(options['table']),
    states: states(options['state']),
    prefix,
    group,
    code: code === undefined ? undefined : known('code of an error', code.toUpperCase(), CODES),
    sinceMs: time('--since', options['since']),
    untilMs: time('--until', options['until']),
    limit,
    beforeId: options['beforeId'] === undefined ? undefined : wholeNumber('--before-id', options['beforeId']),
  };
}

function states(option: unknown): LedgerAsked['states'] {
  return Array.isArray(option)
    ? option.map(state => known('state of a file', String(state).toLowerCase(), OBJECT_STATES))
    : undefined;
}

function known<Name extends string>(what: string, text: string, names: readonly Name[]): Name {
  const found = names.find(name => name === text);
  if (found === undefined) {
    const near = didYouMean(text, names);
    throw misuse(
      text,
      `is no ${what}`,
      near === undefined ? `write one of ${names.join(', ')}` : `did you mean ${near}?`,
    );
  }
  return found;
}

function time(name: string, option: unknown): number | undefined {
  const text = textOf(option);
  return text === undefined ? undefined : timeOrAgo(name, text);
}

function wholeNumber(name: string, option: unknown): bigint {
  const text = String(option);
  if (!NUMBER.test(text)) {
    throw misuse(text, `is no number for ${name}`, 'write a whole number from 1 on');
  }
  return BigInt(text);
}

/**
 * The target that is named: by a mapping's target or source, or by a target that only the ledger knows any more. Several
 * sources of one target are no hindrance: nothing is changed.
 * @throws LoaderError COMMAND_INVALID with the name that was probably meant
 */
export async function namedTarget(
  { tables }: Routes,
  name: string,
  ledgerTargets: () => Promise<readonly string[]>,
): Promise<string> {
  const all = [...tables.values()];
  const targets = all.map(targetName);
  if (targets.includes(name)) {
    return name;
  }
  const bySource = all.find(({ source }) => sourceName(source) === name.toUpperCase());
  return bySource === undefined
    ? known('table of a mapping or of the ledger', name, [...new Set([...targets, ...(await ledgerTargets())])])
    : targetName(bySource);
}
