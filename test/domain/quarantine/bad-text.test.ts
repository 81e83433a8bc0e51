import { expect, it } from 'vitest';
import { isMarkedText, markedText } from '../../../domain/columns/bad-text.ts';
import { bigint, json, text, textArray } from '../../../domain/columns/index.ts';
import { refusingBadText } from '../../../domain/table/bad-text.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { mapBatch } from '../../../domain/table/map-batch.ts';
import { planColumns } from '../../../domain/table/plan.ts';

const table = defineTable({
  source: 'S.T',
  target: 's.t',
  key: ['id'],
  columns: { id: from('ID', bigint()), a: from('A', text()), b: from('B', textArray(',')), c: from('C', json()) },
  contract: 'rescue',
  badRows: 'quarantine',
});

it('keeps each byte of what is not UTF-8', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const marked = markedText(bytes.subarray(1));
  expect([...marked.slice(1)].map(character => character.codePointAt(0))).toEqual([...bytes.subarray(1)]);
  expect(isMarkedText(marked)).toBe(true);
  expect(['', 'ÿ', '\u{1f600}', '\ufffd', 7, 7n].some(isMarkedText)).toBe(false);
});

it('P7: is a fault of its cell, whatever the column makes of text', () => {
  const names = ['Op', 'ID', 'A', 'B', 'C', 'AR_H_CHANGE_SEQ', 'UNKNOWN'];
  const columns = names.map(name => ({ name, type: { kind: 'text' } as const }));
  const plan = refusingBadText(planColumns(table, { columns, kind: 'cdc', object: 's3://b/k' }));
  const bad = markedText(Uint8Array.of(0xff));
  const rows = names.map((_, at) =>
    names.map((name, column) => (column === at ? bad : ({ Op: 'I', C: '{}' }[name] ?? '1'))),
  );
  const values = plan.reads.map(name => ({ values: rows.map(row => row[names.indexOf(name)] ?? null) }));
  const { faults } = mapBatch(plan, { firstRow: 1, rowCount: rows.length, columns: values }, 0n);
  expect(faults.map(({ row, column }) => `${row} ${column}`)).toEqual(names.map((name, at) => `${at + 1} ${name}`));
  expect(new Set(faults.slice(1).map(({ reason }) => reason))).toEqual(new Set(['is not UTF-8']));
});
