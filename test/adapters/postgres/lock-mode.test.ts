import { expect, test } from 'vitest';
import { needsExclusiveLock } from '../../../adapters/postgres/lock-mode.ts';
import type { ChangeBatch } from '../../../domain/change/change.ts';
import { ITEM } from '../../factories/changes.ts';

function batch(before: unknown, key: unknown, effects?: Uint8Array): ChangeBatch {
  return {
    firstRow: 1,
    rowCount: 1,
    writtenAtMicros: 1n,
    effects,
    columns: [{ values: [key] }, { values: [null] }, { values: [null] }],
    oldKey: [{ values: [before] }],
  };
}

test.each([
  ['no before image', null, 5n, false],
  ['the same number', 5n, 5n, false],
  ['the same number, read as another kind', 5, 5n, false],
  ['another number', 4, 5n, true],
  ['the same text', 'a', 'a', false],
  ['another text', 'a', 'b', true],
  ['the same bytes', Buffer.from('ff01', 'hex'), Buffer.from('ff01', 'hex'), false],
  ['bytes that differ where text would not', Buffer.from('ff01', 'hex'), Buffer.from('fe01', 'hex'), true],
  ['an array, be it the same: not compared', ['a,b'], ['a', 'b'], true],
])('P3: a before image of %s', (...[, before, key, isExclusive]) => {
  expect(needsExclusiveLock({ columns: ITEM.columns, table: ITEM }, batch(before, key))).toBe(isExclusive);
});

test('P3: a delete takes the target for itself', () => {
  expect(needsExclusiveLock({ columns: ITEM.columns, table: ITEM }, batch(null, 1n, Uint8Array.of(1)))).toBe(true);
});

test('P3: a change that keeps a column takes the target for itself, and so does SQL of the mapping', () => {
  const plain = batch(null, 1n);
  const kept = { ...plain, kept: { values: [Uint8Array.of(2)], indexes: Int32Array.of(0) } };
  const table = { ...ITEM, sql: { beforeMerge: ['select 1'], afterMerge: [] } };
  expect(needsExclusiveLock({ columns: ITEM.columns, table: ITEM }, plain)).toBe(false);
  expect(needsExclusiveLock({ columns: ITEM.columns, table: ITEM }, kept)).toBe(true);
  expect(needsExclusiveLock({ columns: ITEM.columns, table }, plain)).toBe(true);
});

test('a table without a key shares its target, whatever is appended', () => {
  const table = { ...ITEM, key: [] };
  const deletes = { ...batch(null, 1n, Uint8Array.of(1)), oldKey: undefined };
  expect(needsExclusiveLock({ columns: ITEM.columns, table }, deletes)).toBe(false);
});
