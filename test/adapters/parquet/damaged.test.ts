import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, LoaderError } from '../../../domain/errors.ts';
import { storedBytes } from '../../doubles/bytes.ts';
import { sampleBytes } from '../../golden/samples.ts';
import { errorOf, readAll, readingError } from './read-all.ts';

const DAMAGED = new URL('../../golden/damaged/', import.meta.url);

interface End {
  readonly code: ErrorCode;
  /** Part of the message that lets a person act. */
  readonly says: string;
}

/** Written by hand from what was done to each file. */
const ENDS: Readonly<Record<string, End>> = {
  'zero_bytes.parquet': { code: 'OBJECT_EMPTY', says: 'is empty (0 bytes)' },
  'short_11_bytes.parquet': { code: 'PARQUET_CORRUPT', says: 'the upload was cut short' },
  'csv_with_parquet_name.parquet': { code: 'PARQUET_NOT_PARQUET', says: 'it looks like CSV text' },
  'truncated.parquet': { code: 'PARQUET_CORRUPT', says: 'the upload was cut short' },
  'tail_cut_1.parquet': { code: 'PARQUET_CORRUPT', says: 'the upload was cut short' },
  'tail_magic_PARE.parquet': { code: 'PARQUET_UNSUPPORTED', says: 'encrypted' },
  'footer_length_huge.parquet': { code: 'PARQUET_CORRUPT', says: 'it was cut short or overwritten' },
  'footer_garbage.parquet': { code: 'PARQUET_CORRUPT', says: 'metadata' },
  'page_bit_flip.parquet': { code: 'PARQUET_CORRUPT', says: 'column DESCRIPTION' },
  'chunk_zeroed.parquet': { code: 'PARQUET_CORRUPT', says: 'column DESCRIPTION' },
  'last_row_group_page_header.parquet': { code: 'PARQUET_CORRUPT', says: 'row group' },
  'dictionary_index_out_of_range.parquet': { code: 'PARQUET_CORRUPT', says: 'column REG_DATE' },
  // Rows are counted from 1; samples/README.md counts from 0.
  'invalid_utf8.parquet': { code: 'ROW_BAD', says: 'row 8, column PRODUCT_NAME' },
  'v2_header_lost_fields.parquet': { code: 'PARQUET_CORRUPT', says: 'header lacks its number of values' },
};

describe('a damaged file', () => {
  it('is in the table below, every one', () => {
    expect(readdirSync(DAMAGED).toSorted()).toEqual(Object.keys(ENDS).toSorted());
  });

  it.each(Object.entries(ENDS))(
    'P11: fact 27: %s ends in its named error',
    { timeout: 5000 },
    async (name, { code, says }) => {
      const error = await readingError(readFileSync(new URL(name, DAMAGED)));
      expect(error).toMatchObject({ code, verdict: 'rejected' });
      expect(error.message).toContain('s3://landing/dmstest/test_product/LOAD00000001.parquet');
      expect(error.message).toContain(says);
      expect(error.details.remedy.length).toBeGreaterThan(20);
    },
  );

  it('P11: a nested column is refused by its name', async () => {
    const error = await readingError(sampleBytes('nested_list_struct'));
    expect(error).toMatchObject({ code: 'PARQUET_UNSUPPORTED', verdict: 'rejected' });
    expect(error.details.column).toBe('TAG_LIST');
  });

  it('gives the good row groups before the damaged one, for the load to undo', async () => {
    const { object } = storedBytes(readFileSync(new URL('last_row_group_page_header.parquet', DAMAGED)));
    const error = await errorOf(readAll(object));
    expect(error.message).toMatch(/row group [2-9]/u);
  });
});

describe('an error of the store', () => {
  it.each([0, 1])('passes through as it is, at read %i', async failing => {
    const counted = storedBytes(sampleBytes('rows_25k'));
    const stored = new LoaderError('OBJECT_CHANGED', { object: 's3://landing/x', reason: 'r', remedy: 'm' });
    const object = {
      ...counted.object,
      read: (start: number, end: number) =>
        counted.reads.length === failing ? Promise.reject(stored) : counted.object.read(start, end),
    };
    const error = await errorOf(readAll(object));
    expect(error).toBe(stored);
  });
});
