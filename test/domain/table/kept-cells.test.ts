import { describe, expect, it } from 'vitest';
import { cellOf, type SourceType } from '../../../domain/columns/column.ts';
import { bigint, integer, text, yesNo } from '../../../domain/columns/index.ts';
import { keepingAbsent } from '../../../domain/table/absent-text.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { mapBatch } from '../../../domain/table/map-batch.ts';
import { planColumns } from '../../../domain/table/plan.ts';
import { cells, coded, given, INT64, map } from './given.ts';

const TEXT: SourceType = { kind: 'text' };

/** Ten columns, so that masks have two bytes; column 9 is not kept. */
const wide = defineTable({
  source: 'S.T',
  target: 's.t',
  key: ['id'],
  keepOnNull: true,
  columns: {
    id: from('ID', bigint()),
    open: from('OPEN', yesNo().required()),
    n: from('N', integer().default(7)),
    a: from('A', text()),
    b: from('B', text()),
    c: from('C', text()),
    d: from('D', text()),
    e: from('E', text()),
    f: from('F', text()),
    g: from('G', text(), { keepOnNull: false }),
  },
});

/** The places of the kept columns of each row. */
function keptOf({ changes }: ReturnType<typeof map>): number[][] {
  return Array.from({ length: changes.rowCount }, (_, row) => {
    const mask = changes.kept === undefined ? null : cellOf(changes.kept, row);
    return wide.columns.flatMap((_column, at) => (((mask?.[at >> 3] ?? 0) >> (at & 7)) & 1 ? [at] : []));
  });
}

const rest = (rows: number) => ['A', 'B', 'C', 'D', 'E'].map(name => given(name, TEXT, new Array(rows).fill('x')));

describe('an update of columns with keepOnNull', () => {
  const rows = map(
    5,
    [
      given('Op', TEXT, ['U', 'U', 'I', 'D', 'U']),
      given('ID', INT64, [1n, 2n, 3n, 4n, 5n]),
      given('OPEN', TEXT, ['Y', null, 'N', null, ' ']),
      given('N', TEXT, [null, ' ', null, null, '5']),
      coded('F', ['f', ''], [-1, 0, -1, -1, -1]),
      given('G', TEXT, [null, null, null, null, null]),
      ...rest(5),
    ],
    wide,
  );

  it('fact 15: says nothing of those without a value, blank ones too; an insert and a delete say all', () => {
    expect(keptOf(rows)).toEqual([[2, 8], [1, 2], [], [], [1, 8]]);
  });

  it('fact 15: has the default for a row that is not there yet, and required() is about values that are given', () => {
    expect(rows.faults).toEqual([]);
    expect(cells(rows.changes.columns[2], 5)).toEqual([7, 7, 7, 7, 5]);
    expect(cells(rows.changes.columns[1], 5)).toEqual([true, null, false, null, null]);
  });

  it('has a few masks, and none where nothing is kept', () => {
    const { values, indexes } = rows.changes.kept ?? { values: [] };
    expect(new Set(indexes).size).toBe(4);
    expect(values.length).toBeLessThanOrEqual(5);
    const all = [
      given('Op', TEXT, ['U']),
      given('ID', INT64, [1n]),
      given('OPEN', TEXT, ['Y']),
      given('N', TEXT, ['1']),
    ];
    expect(map(1, [...all, given('F', TEXT, ['f']), ...rest(1)], wide).changes.kept).toBeUndefined();
  });

  it('has no more masks than there are distinct rows, however many columns the rows differ in', () => {
    // Each pattern of seven columns in which four or more are NULL, twice: 64 of 128.
    const ones = (pattern: number) => pattern.toString(2).replaceAll('0', '').length;
    const patterns = Array.from({ length: 128 }, (_, pattern) => pattern).filter(pattern => ones(pattern) >= 4);
    const places = [...patterns, ...patterns];
    const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'N'];
    const columns = letters.map((name, bit) =>
      given(
        name,
        TEXT,
        places.map(place => ((place >> bit) & 1 ? null : '1')),
      ),
    );
    const mapped = map(
      128,
      [
        given(
          'Op',
          TEXT,
          places.map(() => 'U'),
        ),
        given('ID', INT64, places.map(BigInt)),
        given(
          'OPEN',
          TEXT,
          places.map(() => 'Y'),
        ),
        ...columns,
      ],
      wide,
    );
    expect(mapped.changes.kept?.values.length).toBe(64);
    expect(keptOf(mapped).map(kept => kept.length)).toEqual(places.map(ones));
  });

  it('P7: still reports a bad value', () => {
    const bad = [
      given('Op', TEXT, ['U']),
      given('ID', INT64, [1n]),
      given('OPEN', TEXT, ['Q']),
      given('N', TEXT, ['x']),
    ];
    expect(map(1, [...bad, ...rest(1)], wide).faults.map(({ column }) => column)).toEqual(['OPEN', 'N']);
  });
});

describe('a text that says that the source did not log a value', () => {
  const absentText = '<absent>';
  function mapAbsent(table: typeof wide, file: Record<string, readonly (string | null)[]>) {
    const names = Object.keys(file);
    const columns = names.map(name => ({ name, type: TEXT }));
    const plan = keepingAbsent(planColumns(table, { columns, kind: 'cdc', object: 's3://b/k' }), absentText);
    const read = plan.reads.map(name => ({ values: file[name] ?? [] }));
    return mapBatch(plan, { firstRow: 1, rowCount: read[0]?.values.length ?? 0, columns: read }, 0n);
  }
  const columns = { id: from('ID', bigint()), n: from('N', integer().required()), t: from('T', text()) };
  const plain = defineTable({ source: 'S.T', target: 's.t', key: ['id'], columns });

  it('fact 25: is kept in updates and inserts, whatever the column is; NULL is not', () => {
    const { changes, faults } = mapAbsent(plain, {
      Op: ['I', 'U', 'U', 'D'],
      ID: ['1', '2', '3', '4'],
      N: [absentText, '2', absentText, absentText],
      T: ['t', absentText, null, absentText],
    });
    expect(faults).toEqual([]);
    expect(cells(changes.kept, 4)).toEqual([Uint8Array.of(2), Uint8Array.of(4), Uint8Array.of(2), null]);
    expect(cells(changes.columns[2], 4)).toEqual(['t', null, null, null]);
  });

  it('P7: fact 25: is a fault in a key and in its before image', () => {
    const { faults } = mapAbsent(plain, {
      Op: ['U', 'D', 'U'],
      ID: [absentText, absentText, '3'],
      BI_ID: [null, null, absentText],
      N: ['1', '1', '1'],
    });
    expect(faults.map(({ row, column }) => [row, column])).toEqual([
      [1, 'ID'],
      [2, 'ID'],
      [3, 'BI_ID'],
    ]);
  });

  it('is NULL in a table without a key, whose rows are never kept', () => {
    const log = defineTable({ source: 'S.T', target: 's.t', key: 'none', columns });
    const { changes, faults } = mapAbsent(log, {
      Op: ['U', 'D'],
      ID: ['1', '1'],
      N: ['1', null],
      T: [absentText, 't'],
    });
    expect(faults).toMatchObject([{ row: 2, column: 'N', reason: 'is NULL, but n is required' }]);
    expect(changes.kept).toBeUndefined();
    expect(cells(changes.columns[2], 2)).toEqual([null, 't']);
    expect([changes.effects, cells(changes.op, 2)]).toEqual([undefined, ['U', 'D']]);
  });
});
