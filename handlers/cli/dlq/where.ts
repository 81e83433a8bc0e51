/** `--where` of the commands about dead letters. */

import { BY_CARE } from '../../../domain/dead-letters/judge-letter.ts';
import type { JudgedLetter } from '../../../domain/dead-letters/judged.ts';
import { isErrorGroup } from '../../../domain/error-group.ts';
import { CODES } from '../../../domain/errors.ts';
import type { Routes } from '../../../domain/object/route.ts';
import { targetName } from '../../../domain/table/table.ts';
import { durationMs } from '../duration.ts';
import { misuse, oneOf } from '../misuse.ts';
import { namedTable } from '../named-table.ts';
import { type Condition, conditionsOf, type Fields } from '../where.ts';

type Field = 'judgement' | 'table' | 'prefix' | 'age' | 'error' | 'group' | 'id';

const FIELDS: Fields<Field> = {
  judgement: ['=', '!='],
  table: ['='],
  prefix: ['='],
  age: ['>', '<'],
  error: ['=', '!='],
  group: ['='],
  id: ['='],
};

/** Of a letter without an error that is known. */
const NONE = 'none';

type Chosen = (letter: JudgedLetter) => boolean;

/**
 * Whether a letter fulfils all conditions; an age counts from now on.
 * @throws LoaderError COMMAND_INVALID
 */
export function chosenBy(texts: readonly string[], routes: Routes): Chosen {
  const conditions = conditionsOf(texts, FIELDS).map(condition => chosenByOne(condition, routes));
  return letter => conditions.every(chosen => chosen(letter));
}

function chosenByOne({ field, compare, value }: Condition<Field>, routes: Routes): Chosen {
  const isWanted = (is: boolean): boolean => is === (compare !== '!=');
  switch (field) {
    case 'judgement':
      oneOf('judgement', value, BY_CARE);
      return letter => isWanted(letter.judgement === value);
    case 'table': {
      const target = targetName(namedTable(routes, value));
      return ({ objects }) => objects.some(one => one.target === target);
    }
    case 'prefix':
      refuseOtherUrl(value);
      return ({ objects }) => objects.some(({ object }) => object.startsWith(value));
    case 'age':
      return byAge(compare, durationMs('--where age', value));
    case 'error': {
      const code = value === NONE ? NONE : oneOf('code of an error', value.toUpperCase(), CODES);
      return ({ error }) => isWanted((error?.code ?? NONE) === code);
    }
    case 'group':
      refuseOtherGroup(value);
      return ({ error }) => (error?.group ?? NONE) === value;
    default: {
      const ids = value.split(',').map(id => id.trim());
      return ({ letter }) => ids.includes(letter.id);
    }
  }
}

function byAge(compare: string, milliseconds: number): Chosen {
  const sentMs = Date.now() - milliseconds;
  return ({ letter }) => (compare === '>' ? letter.sentAtMs < sentMs : letter.sentAtMs > sentMs);
}

function refuseOtherGroup(value: string): void {
  if (value !== NONE && !isErrorGroup(value)) {
    throw misuse(
      value,
      'is no group of errors',
      'copy it from `dms-loader dlq ls`, as ROW_BAD-1f3a9c04, or write none',
    );
  }
}

function refuseOtherUrl(value: string): void {
  if (!value.startsWith('s3://')) {
    throw misuse(value, 'is no prefix of objects', 'write s3://bucket/prefix');
  }
}
