import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readKey } from '../../../domain/object/key.ts';

const SEED = 20_260_301;

const LOADS: readonly (readonly [string, object])[] = [
  ['dmstest/test_product/LOAD00000001.parquet', { counter: '00000001', format: 'parquet', gzip: false }],
  ['dmstest/test_product/LOAD0000000A.csv', { counter: '0000000A', format: 'csv', gzip: false }],
  ['dmstest/test_product/LOAD0000000f.csv', { counter: '0000000f', format: 'csv', gzip: false }],
  ['dmstest/test_product/LOAD00001.csv', { counter: '00001', format: 'csv', gzip: false }],
  ['dmstest/test_product/LOAD1000000000.csv', { counter: '1000000000', format: 'csv', gzip: false }],
  ['dmstest/test_product/LOAD00000001.csv.gz', { counter: '00000001', format: 'csv', gzip: true }],
  ['dmstest/test_product/LOAD00000001.parquet.gz', { counter: '00000001', format: 'parquet', gzip: true }],
  ['dmstest/test_product/SEGMENT12_LOAD00000001.csv', { counter: '00000001', segment: '12', format: 'csv' }],
  ['LOAD00000001.csv', { folders: [] }],
  ['/LOAD00000001.csv', { folders: [''] }],
  ['a//b/LOAD00000001.csv', { folders: ['a', '', 'b'] }],
  ['../../etc/LOAD00000001.csv', { folders: ['..', '..', 'etc'] }],
  ['인사/직원/LOAD00000001.parquet', { folders: ['인사', '직원'] }],
];

const TIMED: readonly (readonly [string, object])[] = [
  [
    'dms/dmstest/test_product/2021/11/23/20211123-013830913.parquet',
    {
      kind: 'cdc',
      folders: ['dms', 'dmstest', 'test_product', '2021', '11', '23'],
      file: '20211123-013830913.parquet',
      format: 'parquet',
      gzip: false,
      writtenAtText: '20211123013830913',
    },
  ],
  ['s/t/20141029-1134010000.csv', { kind: 'cdc', writtenAtText: '201410291134010000', format: 'csv' }],
  ['s/t/2022-10-23/20221023-013830913.csv.gz', { kind: 'cdc', gzip: true, folders: ['s', 't', '2022-10-23'] }],
  ['s/t/20260231-250000000.parquet', { kind: 'cdc', writtenAtText: '20260231250000000' }],
  ['cdc/CDC_TXN-20201117153046033.csv', { kind: 'transaction', writtenAtText: '20201117153046033' }],
];

/** Of no concern, unless they lie with a mapped table. */
const STRAY = [
  'dmstest/test_product/LOAD00000001.PARQUET',
  'dmstest/test_product/LOAD.parquet',
  'dmstest/test_product/LOAD0000000G.parquet',
  'dmstest/test_product/load00000001.parquet',
  'dmstest/test_product/RELOAD00000001.parquet',
  'dmstest/test_product/LOAD00000001 (1).parquet',
  'dmstest/test_product/SEGMENT_LOAD00000001.csv',
  'dmstest/test_product/SEGMENTA_LOAD00000001.csv',
  'dmstest/test_product/20211123-01383091.parquet',
  'dmstest/test_product/20211123-01383091300.parquet',
  'dmstest/test_product/20211123013830913.parquet',
  'dmstest/test_product/2021112-013830913.parquet',
  'dmstest/test_product/٢٠٢١١١٢٣-013830913.parquet',
  'cdc/CDC_TXN-2020111715304603.csv',
  'cdc/CDC_TXN-20201117-153046033.csv',
  'awsdms_validation/readme.csv',
  'dmstest/test_product/LOAD00000001.CSV.GZ',
  'dmstest/test_product/.parquet',
];

const NO_DATA = [
  '',
  '/',
  'dmstest/test_product/',
  'dmstest/test_product/LOAD00000001',
  'dmstest/test_product/LOAD00000001.parquet/',
  'dmstest/test_product/LOAD00000001.parquet.tmp',
  'dmstest/test_product/LOAD00000001.csv.bz2',
  'dmstest/test_product/LOAD00000001.parquet\n',
  'dmstest/test_product/_SUCCESS',
  's3_validation_failures/dmstest/test_product/LOAD00000001.parquet',
  'dms/s3_validation_failures/LOAD00000001.csv',
];

describe('readKey', () => {
  test.each(LOADS)('fact 1: knows %s for a file of a full load', (key, parts) => {
    expect(readKey(key)).toMatchObject({ kind: 'load', ...parts });
  });

  test.each(TIMED)('fact 1: knows %s for a file of changes', (key, parts) => {
    expect(readKey(key)).toMatchObject(parts);
  });

  test.each(STRAY)('knows %j for a stray file', key => {
    expect(readKey(key)).toEqual({
      kind: 'stray',
      folders: key.split('/').slice(0, -1),
      file: key.split('/').at(-1),
    });
  });

  test.each(NO_DATA)('fact 1: knows %j for a file of no concern', key => {
    expect(readKey(key)).toBeUndefined();
  });

  test.each([
    ['LOAD/PAYLOAD/20211123-013830913.parquet', 'cdc', ['LOAD', 'PAYLOAD']],
    ['s/LOAD00000001.parquet/20211123-013830913.parquet', 'cdc', ['s', 'LOAD00000001.parquet']],
    ['s/20211123-013830913/LOAD00000001.parquet', 'load', ['s', '20211123-013830913']],
    ['s/SEGMENT1/LOAD00000001.csv', 'load', ['s', 'SEGMENT1']],
  ] as const)('tells the kind of %s by its file name only', (key, kind, folders) => {
    expect(readKey(key)).toMatchObject({ kind, folders });
  });

  test('P11: never throws, and keeps all of a key that it knows', () => {
    const name = fc.constantFrom('LOAD00000001', 'SEGMENT3_LOAD0A', '20211123-013830913', 'CDC_TXN-20201117153046033');
    const extension = fc.constantFrom('.parquet', '.csv', '.csv.gz', '', '.gz');
    const key = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.string({ unit: 'binary' }), name, extension)
        .map(([folders, ...rest]) => `${folders}/${rest.join('')}`),
    );
    fc.assert(
      fc.property(key, text => {
        const read = readKey(text);
        expect(read === undefined ? text : [...read.folders, read.file].join('/')).toBe(text);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});
