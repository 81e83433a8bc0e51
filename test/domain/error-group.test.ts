import { expect, it } from 'vitest';
import { commonText, errorGroup } from '../../domain/error-group.ts';

const BAD =
  's3://landing/dms/A/B/20260101-000000001.parquet, row 3, column REG: "2026/11/22" is not written as YYYYMMDD; declare its form';

it('leaves out of an error what is its own: object, row, value', () => {
  expect(commonText(BAD)).toBe('…, row #, column REG: "…" is not written as YYYYMMDD; declare its form');
});

it('puts errors of one kind into one group, whatever file, row and value they name', () => {
  const other =
    's3://other/x/20260202-000000002.parquet, row 4711, column REG: "a \\"b" is not written as YYYYMMDD; declare its form';
  expect(errorGroup('ROW_BAD', other)).toBe(errorGroup('ROW_BAD', BAD));
});

it('keeps apart errors of another code, another column, another reason', () => {
  const groups = [
    errorGroup('ROW_BAD', BAD),
    errorGroup('COLUMN_TYPE', BAD),
    errorGroup('ROW_BAD', BAD.replace('REG', 'PRICE')),
    errorGroup('ROW_BAD', BAD.replace('is not written', 'was not written')),
  ];
  expect(new Set(groups).size).toBe(4);
});

it('is a name of the code and eight digits', () => {
  expect(errorGroup('ROW_BAD', BAD)).toMatch(/^ROW_BAD-[0-9a-f]{8}$/u);
});
