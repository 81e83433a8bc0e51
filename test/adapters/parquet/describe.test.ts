import { describe, expect, it } from 'vitest';
import { describeParquet } from '../../../adapters/parquet/describe.ts';
import { LoaderError } from '../../../domain/errors.ts';
import { storedBytes } from '../../doubles/bytes.ts';
import { CODEC, PHYSICAL, pageV1, parquetFile, plainBytes } from '../../factories/parquet.ts';
import { expectedOf, sampleBytes } from '../../golden/samples.ts';

describe('what a footer says', () => {
  it.each([
    ['m_none_page1_plain_v26', 'UNCOMPRESSED', false],
    ['m_snappy_page2_dict_v26', 'SNAPPY', true],
    ['m_zstd_page1_dict_v26', 'ZSTD', true],
  ])('of %s is its codec and whether it has a dictionary', async (name, codec, hasDictionary) => {
    const { columns } = await describeParquet(storedBytes(sampleBytes(name)).object);
    expect(columns.map(column => column.name)).toEqual(expectedOf(name).columns.map(column => column.name));
    expect(new Set(columns.flatMap(({ codecs }) => codecs))).toEqual(new Set([codec]));
    expect(columns.every(({ encodings }) => encodings.includes('RLE_DICTIONARY'))).toBe(hasDictionary);
  });

  it('is how many rows each row group has, empty ones too', async () => {
    const { rowGroups } = await describeParquet(storedBytes(sampleBytes('empty_group_between')).object);
    expect(rowGroups.map(({ rows }) => rows)).toEqual(expectedOf('empty_group_between').row_groups);
  });

  it('is writer, version, metadata, nullability and sizes as they are written', async () => {
    const body = plainBytes('abc');
    const page = pageV1({ rows: 1, body });
    const bytes = parquetFile({
      columns: [
        { name: 'A', physical: PHYSICAL.BYTE_ARRAY, codec: CODEC.NONE, pages: [page], meta: { 6: { i64: 99 } } },
      ],
      rows: 1,
      file: { 5: { list: [{ struct: { 1: { text: 'k' }, 2: { text: 'v' } } }] }, 6: { text: 'by hand' } },
    });
    const described = await describeParquet(storedBytes(bytes).object);
    expect(described).toMatchObject({ createdBy: 'by hand', version: 2, metadata: [{ key: 'k', value: 'v' }] });
    const [column] = described.columns;
    expect(column).toMatchObject({
      isNullable: false,
      physical: 'BYTE_ARRAY',
      encodings: ['PLAIN'],
      unpackedBytes: 99,
    });
    expect(described.rowGroups).toMatchObject([{ rows: 1, unpackedBytes: 99 }]);
  });

  it('is refused by name and object where it is damaged', async () => {
    const { object } = storedBytes(sampleBytes('damaged/footer_garbage'));
    const error = await describeParquet(object).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LoaderError);
    expect(error).toMatchObject({
      code: 'PARQUET_CORRUPT',
      details: { object: 's3://landing/dmstest/test_product/LOAD00000001.parquet' },
    });
  });
});
