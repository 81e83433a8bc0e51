/** Which of the rows that are set aside a command line means. */
import type { WhichRows } from '../../../domain/quarantine/quarantine.ts';
import type { RowCondition } from '../../../domain/quarantine/row-condition.ts';
import type { Call } from '../command.ts';
import { durationMs } from '../duration.ts';
import { isUrl } from '../files/load-items.ts';
import { misuse } from '../misuse.ts';
import { type Condition, conditionsOf, type Fields } from '../where.ts';

type Field = 'column' | 'reason' | 'object' | 'prefix' | 'age';

const FIELDS: Fields<Field> = {
  column: ['=', '!='],
  reason: ['=', '!='],
  object: ['=', '!='],
  prefix: ['=', '!='],
  age: ['>', '<'],
};

/**
 * The conditions of `--where`; undefined if there is none.
 * @throws LoaderError COMMAND_INVALID
 */
export function whereOf({ where }: Call['options']): WhichRows['where'] {
  return where === undefined ? undefined : conditionsOf(where as readonly string[], FIELDS).map(rowCondition);
}

function rowCondition({ field, compare, value }: Condition<Field>): RowCondition {
  if (field === 'age') {
    return { field, isOlder: compare === '>', milliseconds: durationMs('age', value) };
  }
  if ((field === 'object' || field === 'prefix') && !isUrl(value)) {
    throw misuse(value, `is no URL of S3, as ${field} is one`, `write it as ${field}=s3://bucket/key`);
  }
  return { field, isNot: compare === '!=', text: value };
}

const ROW_NUMBER = /^[1-9]\d{0,14}$/u;

/**
 * The one row that is named, if any: a number names a row only together with its file.
 * @throws LoaderError COMMAND_INVALID
 */
export function placeOf({ row, object }: Call['options']): WhichRows['place'] {
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
