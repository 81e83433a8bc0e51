import { describe, expect, it } from 'vitest';
import { LoaderError } from '../../../domain/errors.ts';
import { placeInGroups } from '../../../domain/partial/row-groups.ts';
import { progressNote, spreadNote, stoppedAt, type ToldPlace } from '../../../domain/partial/told.ts';

const PLACE: ToldPlace = { slice: { number: 1, fromRow: 1 }, sliceCount: 1, nextRow: 21, rowGroups: [10, 10, 10] };
const SECOND = { number: 2, fromRow: 11 };
const BAD = new LoaderError('ROW_BAD', { object: 's3://b/k', row: 25, reason: 'is bad', remedy: 'mend it' });

const messageAt = (place: Partial<ToldPlace>, error = BAD) => stoppedAt(error, { ...PLACE, ...place }).message;

describe('an error of a run', () => {
  it('says in which row group it is, and what is loaded', () => {
    expect(messageAt({})).toBe(
      's3://b/k, row 25: is bad (row group 3 of 3; rows 1 to 20 of the file are loaded and stay); mend it',
    );
    expect(stoppedAt(BAD, PLACE).code).toBe('ROW_BAD');
  });

  it('is of the row group at which the run began, if it names no row', () => {
    const error = new LoaderError('DATABASE_UNAVAILABLE', { reason: 'is gone', remedy: 'wait' });
    expect(messageAt({ nextRow: 11 }, error)).toBe(
      'is gone (row group 2 of 3; rows 1 to 10 of the file are loaded and stay); wait',
    );
  });

  it('is of the row group that its reader names, wherever the run began', () => {
    const error = new LoaderError('PARQUET_CORRUPT', { reason: 'is damaged (row group 3)', remedy: 'mend it' });
    expect(messageAt({ nextRow: 11 }, error)).toBe(
      'is damaged (row group 3) (rows 1 to 10 of the file are loaded and stay); mend it',
    );
    expect(messageAt({ nextRow: 1 }, error)).toBe(error.message);
  });

  it('names its slice, and the rows of that alone', () => {
    expect(messageAt({ slice: SECOND, sliceCount: 2 })).toContain(
      'is bad (slice 2 of 2, row group 3 of 3; rows 11 to 20 of the file are loaded and stay)',
    );
  });

  it('says nothing of rows where none is loaded, and nothing of row groups where there are none', () => {
    expect(messageAt({ nextRow: 1 })).toContain('is bad (row group 3 of 3); mend it');
    expect(messageAt({ rowGroups: undefined })).toContain('is bad (rows 1 to 20 of the file are loaded and stay)');
    expect(messageAt({ rowGroups: undefined, nextRow: 1 })).toBe(BAD.message);
  });
});

describe('a remark on progress', () => {
  it('counts rows, and row groups where the file is not parted', () => {
    expect(progressNote(PLACE)).toBe('rows 1 to 20 of the file are loaded (2 of 3 row groups)');
    expect(progressNote({ ...PLACE, slice: SECOND, sliceCount: 2 })).toBe(
      'rows 11 to 20 of the file are loaded (slice 2 of 2)',
    );
    expect(progressNote({ ...PLACE, rowGroups: undefined })).toBe('rows 1 to 20 of the file are loaded');
  });

  it('counts the slices that have messages', () => {
    expect(spreadNote(3, 3)).toBe('3 slices of the file are loaded each by a message of its own');
    expect(spreadNote(2, 3)).toBe('2 of 3 slices of the file are loaded each by a message of its own');
  });
});

it.each([
  [1, { done: 0, toBorder: 0 }],
  [2, { done: 0, toBorder: 9 }],
  [10, { done: 0, toBorder: 1 }],
  [11, { done: 1, toBorder: 0 }],
  [31, { done: 3, toBorder: 0 }],
])('row %i has its place among row groups', (row, place) => {
  expect(placeInGroups([10, 10, 10], row)).toEqual({ ...place, all: 3 });
});
