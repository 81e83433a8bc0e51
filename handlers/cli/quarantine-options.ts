/** What `dms-loader quarantine` was asked for: an action, and the options that belong to it. */
import type { WhichRows } from '../../domain/quarantine/quarantine.ts';
import type { Table } from '../../domain/table/table.ts';
import type { Call } from './command.ts';
import { isUrl } from './load-items.ts';
import { misuse } from './misuse.ts';

const ACTIONS = ['ls', 'retry', 'drop'] as const;

export interface QuarantineAsked {
  readonly action: (typeof ACTIONS)[number];
  /** As it was named; undefined with `ls` only. */
  readonly table: string | undefined;
  /** Of a drop: why. */
  readonly reason: string;
  /** Of a drop: one row; undefined for all of the table. */
  readonly place: WhichRows['place'];
}

/** What an action on a table works on. */
export interface QuarantineWork {
  readonly call: Call;
  readonly asked: QuarantineAsked;
  readonly table: Table;
  /** Time for a transaction. */
  readonly seconds: number;
}

/** Which actions an option is for, and why it is not for the others. */
const OPTIONS: readonly [option: string, key: string, actions: readonly string[], reason: string][] = [
  ['--dry-run', 'dryRun', ['retry', 'drop'], 'is for what changes something, and ls does not'],
  ['--rows', 'rows', ['ls'], 'is for ls, which lists single rows with it'],
  ['--yes', 'yes', ['drop'], 'is for drop'],
  ['--reason', 'reason', ['drop'], 'is for drop'],
  ['--row', 'row', ['drop'], 'is for drop'],
  ['--object', 'object', ['drop'], 'is for drop'],
];

/** @throws LoaderError COMMAND_INVALID for an action that there is not, and options that do not fit it */
export function quarantineAsked({ args, options }: Pick<Call, 'args' | 'options'>): QuarantineAsked {
  const [word = '', table] = args;
  const action = ACTIONS.find(one => one === word);
  if (action === undefined) {
    throw misuse(word, 'is nothing that can be done with rows that are set aside', 'write ls, retry or drop');
  }
  if (action !== 'ls' && table === undefined) {
    throw misuse(action, 'needs a table', 'name its target or source, schema.table');
  }
  for (const [option, key, actions, reason] of OPTIONS) {
    if (options[key] !== undefined && !actions.includes(action)) {
      throw misuse(option, reason, 'leave it out');
    }
  }
  const reason = typeof options['reason'] === 'string' ? options['reason'].trim() : '';
  if (action === 'drop' && reason === '') {
    throw misuse(action, 'needs a reason, for the audit table', 'add --reason "<text>"');
  }
  return { action, table, reason, place: placeOf(options) };
}

const ROW_NUMBER = /^[1-9]\d{0,14}$/u;

/** A number names a row only together with its file. */
function placeOf({ row, object }: Call['options']): WhichRows['place'] {
  if (row === undefined && object === undefined) {
    return;
  }
  if (typeof row !== 'string' || typeof object !== 'string') {
    const given = row === undefined ? '--object' : '--row';
    throw misuse(given, 'names no row by itself', 'give both --row <number> and --object <url>, or neither');
  }
  if (!ROW_NUMBER.test(row)) {
    throw misuse(row, 'is no number of a row', 'give its number in the file, from 1, as `quarantine ls --rows` does');
  }
  if (!isUrl(object)) {
    throw misuse(object, 'is no URL of S3', 'write it as s3://bucket/key');
  }
  return { object, row: Number(row) };
}
