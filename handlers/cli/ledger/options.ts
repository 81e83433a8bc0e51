/** Which lines of the ledger `dms-loader ledger` was asked for. */
import { isErrorGroup } from '../../../domain/error-group.ts';
import { CODES } from '../../../domain/errors.ts';
import { OBJECT_STATES } from '../../../domain/ledger.ts';
import type { Routes } from '../../../domain/object/route.ts';
import { sourceName } from '../../../domain/object/table-name.ts';
import type { LoadFilter } from '../../../domain/ports/overview.ts';
import { targetName } from '../../../domain/table/table.ts';
import { type Call, textOf } from '../command.ts';
import { isUrl } from '../files/load-items.ts';
import { misuse, oneOf } from '../misuse.ts';
import { spanOf } from '../span.ts';
import { wholeNumber } from '../whole-number.ts';

/** All but the table, which the ledger may know although no mapping does. */
export type LedgerAsked = Omit<LoadFilter, 'target'> & { readonly table: string | undefined };

const MOST_LINES = 10_000;
const ID = /^[1-9]\d{0,17}$/u;

/** @throws LoaderError COMMAND_INVALID */
export function ledgerAsked({ options }: Pick<Call, 'options'>): LedgerAsked {
  const prefix = textOf(options['prefix']);
  if (prefix !== undefined && !isUrl(prefix)) {
    throw misuse(prefix, 'is no URL of S3', 'write it as s3://bucket/prefix');
  }
  const group = textOf(options['group']);
  if (group !== undefined && !isErrorGroup(group)) {
    throw misuse(group, 'is no group of errors', 'copy it from `dms-loader status`, as ROW_BAD-1f3a9c04');
  }
  const limit = wholeNumber('--limit', textOf(options['limit']) ?? '50', [1, MOST_LINES]);
  const code = textOf(options['error']);
  return {
    table: textOf(options['table']),
    states: states(options['state']),
    prefix,
    group,
    code: code === undefined ? undefined : oneOf('code of an error', code.toUpperCase(), CODES),
    ...spanOf(options),
    limit,
    beforeId: options['beforeId'] === undefined ? undefined : loadId(options['beforeId']),
  };
}

function states(option: unknown): LedgerAsked['states'] {
  return Array.isArray(option)
    ? option.map(state => oneOf('state of a file', String(state).toLowerCase(), OBJECT_STATES))
    : undefined;
}

/** Numbers of loads have 64 bits. */
function loadId(option: unknown): bigint {
  const text = String(option);
  if (!ID.test(text)) {
    throw misuse(text, 'is no number for --before-id', 'copy it from the end of the page before');
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
    ? oneOf('table of a mapping or of the ledger', name, [...new Set([...targets, ...(await ledgerTargets())])])
    : targetName(bySource);
}
