import { describe, expect, it } from 'vitest';
import { proposeMapping } from '../../../domain/inspect/propose-mapping.ts';
import type { ColumnSample } from '../../../domain/inspect/sample.ts';
import { SOURCES } from '../columns/convert.ts';
import { column, file } from './sampled.ts';

const LOAD = 'shop/order_line/LOAD00000001.parquet';
const CDC = 'shop/order_line/20260131-120000000.parquet';

function ints(name: string, cells: readonly (number | null)[]): ColumnSample {
  return column(name, cells, SOURCES.int32);
}

function key(columns: readonly ColumnSample[], name = LOAD) {
  const { key: columnNames, keyWhy } = proposeMapping(file(columns, name));
  return { columns: columnNames, why: keyWhy };
}

describe('the key is guessed to be', () => {
  it('what has before images, whatever its name and however many parts it has', () => {
    const columns = [
      column('Op', ['U', 'U']),
      ints('BI_SEAT', [null, 2]),
      ints('BI_ROW_NO', [null, 1]),
      ints('ID', [1, 2]),
      ints('ROW_NO', [1, 1]),
      ints('SEAT', [1, 2]),
    ];
    expect(key(columns, CDC)).toEqual({
      columns: ['row_no', 'seat'],
      why: 'DMS writes before images (BI_) of these columns, by default those of the primary key',
    });
  });

  it('not what has before images where every column has one', () => {
    const columns = [column('Op', ['U']), ints('BI_A', [1]), ints('BI_ID', [1]), ints('A', [1]), ints('ID', [1])];
    expect(key(columns, CDC).columns).toEqual(['id']);
  });

  it('ID, wherever it stands', () => {
    expect(key([column('NAME', ['a', 'b']), ints('id', [1, 2])])).toEqual({
      columns: ['id'],
      why: 'its name is ID, is never NULL and has 2 different values in 2 rows',
    });
  });

  it('a column named after the table', () => {
    expect(key([ints('ORDER_ID', [1, 2]), ints('LINE_ID', [3, 4])]).columns).toEqual(['line_id']);
  });

  it('the first column if it is named like a key, with those behind it that tell the rows of a full load apart', () => {
    const columns = [ints('ORDER_ID', [1, 1, 2]), column('NAME', ['a', 'a', 'a']), ints('PART_NO', [1, 2, 1])];
    expect(key(columns)).toEqual({
      columns: ['order_id', 'part_no'],
      why: 'it stands first and is named like a key, with the 1 behind it that it takes to tell the rows apart, is never NULL and has 3 different values in 3 rows',
    });
  });

  it('the first column of a full load that has each value once', () => {
    expect(key([column('COUNTRY', ['KR', 'FR'])])).toMatchObject({ columns: ['country'] });
  });

  it('a name that the values nearly bear out, with the doubt', () => {
    const cells = Array.from({ length: 20 }, (_, row) => Math.min(row, 18));
    expect(key([ints('ID', cells)])).toEqual({
      columns: ['id'],
      why: 'its name is ID, is never NULL and has 19 different values in 20 rows, though a full load has each key once',
    });
  });

  it.each([
    ['with a NULL', [ints('ID', [1, null])]],
    ['that is half the same', [ints('ID', [1, 1])]],
    ['of floats', [column('ID', [1.5, 2.5], SOURCES.double)]],
    ['with a blank text', [column('ID', ['a', ' '])]],
  ])('nothing for an ID %s, and the table has none then', (_what, columns) => {
    expect(key(columns).columns).toEqual([]);
  });

  it('a name that is repeated in a file of changes, where keys may be', () => {
    expect(key([column('Op', ['U', 'U']), ints('LINE_ID', [1, 1])], CDC).columns).toEqual(['line_id']);
  });
});
