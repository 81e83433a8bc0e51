import { describe, expect, test } from 'vitest';
import { LoaderError } from '../../../domain/errors.ts';
import { readKey } from '../../../domain/object/key.ts';
import { makeRoutes, routeKey } from '../../../domain/object/route.ts';
import { DEFAULT_CSV } from '../../../domain/table/csv-settings.ts';
import type { Source } from '../../../domain/table/source.ts';
import type { Table } from '../../../domain/table/table.ts';
import { thrownBy } from '../../factories/thrown.ts';

function table(name: string, target = name.toLowerCase()): Table {
  const [schema = '', from = ''] = name.split('.');
  const [targetSchema = '', to = ''] = target.split('.');
  return {
    source: { schema, table: from },
    target: { schema: targetSchema, table: to },
    key: ['id'],
    columns: [],
    fingerprint: '0'.repeat(64),
  };
}

function source(fields: Partial<Source> = {}): Source {
  return {
    name: 'main',
    bucket: undefined,
    prefix: '',
    timeZone: undefined,
    loadTime: 'last-modified',
    ignore: [],
    expectedBucketOwner: undefined,
    csv: DEFAULT_CSV,
    ...fields,
  };
}

interface Setup {
  readonly tables?: readonly string[];
  readonly sources?: readonly Source[];
  readonly bucket?: string;
}

/** Where a key leads, in a word: the source's name of the table, `ignored`, or the code of the error. */
function routed(path: string, setup: Setup = {}): string {
  const result = route(path, setup);
  if (result instanceof LoaderError) {
    return result.code;
  }
  return result.kind === 'table' ? `${result.table.source.schema}.${result.table.source.table}` : result.kind;
}

function route(path: string, { tables = ['DMSTEST.TEST_PRODUCT'], sources = [], bucket = 'dms-files' }: Setup) {
  const key = readKey(path);
  if (key === undefined) {
    throw new Error(`${path} is no data file`);
  }
  return routeKey(
    key,
    makeRoutes(
      tables.map(name => table(name)),
      sources,
    ),
    bucket,
  );
}

function sourceOf(path: string, setup: Setup): string | undefined {
  const result = route(path, setup);
  return result instanceof LoaderError || result.kind === 'ignored' ? undefined : result.source.name;
}

function refused(path: string, setup: Setup = {}): string {
  const result = route(path, setup);
  return result instanceof LoaderError ? result.message : 'no error';
}

describe('routeKey', () => {
  test.each([
    'dmstest/test_product/LOAD00000001.parquet',
    'DMSTEST/TEST_PRODUCT/LOAD00000001.parquet',
    'DmsTest/Test_Product/LOAD00000001.parquet',
    'dms/dmstest/test_product/LOAD00000001.parquet',
    'a/b/c/dmstest/test_product/LOAD00000001.parquet',
    '/dmstest/test_product/LOAD00000001.parquet',
    'dmstest/test_product/SEGMENT1_LOAD00000001.csv',
    'dmstest/test_product/P_2026/LOAD00000001.csv',
    'dmstest/test_product/any text at all/LOAD00000001.csv',
    'dmstest/test_product/20211123-013830913.parquet',
    'dmstest/test_product/2021/11/23/20211123-013830913.parquet',
    'dmstest/test_product/2021/11/23/01/20211123-013830913.parquet',
    'dmstest/test_product/2022-10-23/20221023-013830913.parquet',
    'dmstest/test_product/2022_10_23/20221023-013830913.parquet',
    'dmstest/test_product/20221023/20221023-013830913.parquet',
    'dmstest/test_product/10/2022/23/20221023-013830913.parquet',
    'dmstest/test_product/P1/2022-10-23-01/20221023-013830913.parquet',
    `dmstest/test_product/${'deep/'.repeat(190)}LOAD1.csv`,
    'dmstest/test_product/dmstest/test_product/LOAD1.csv',
  ])('fact 1: leads %s to its table', path => {
    expect(routed(path)).toBe('DMSTEST.TEST_PRODUCT');
  });

  test.each([
    ['APP.PAYLOAD', 'app/payload/LOAD00000001.parquet'],
    ['APP.LOAD', 'app/load/20211123-013830913.parquet'],
    ['LOAD.LOAD', 'load/load/LOAD00000001.parquet'],
    ['APP.20211123', 'app/20211123/2021/11/23/20211123-013830913.parquet'],
    ['2021.11', '2021/11/2022/12/01/20221201-013830913.parquet'],
    ['인사.직원', '인사/직원/LOAD00000001.parquet'],
    ['A.B C+D%', 'a/b c+d%/LOAD00000001.parquet'],
    ['A.__PROTO__', 'a/__proto__/LOAD00000001.parquet'],
  ])('is not misled by the name of table %s', (name, path) => {
    expect(routed(path, { tables: [name, 'DMSTEST.TEST_PRODUCT'] })).toBe(name);
  });

  test('tells tables apart whose names begin alike', () => {
    const tables = ['APP.ORDERS', 'APP.ORDERS_OLD'];
    expect(routed('app/orders/LOAD1.csv', { tables })).toBe('APP.ORDERS');
    expect(routed('app/orders_old/LOAD1.csv', { tables })).toBe('APP.ORDERS_OLD');
    expect(routed('app/orders_new/LOAD1.csv', { tables })).toBe('TABLE_NOT_MAPPED');
    expect(routed('app_orders/LOAD1.csv', { tables })).toBe('TABLE_NOT_MAPPED');
  });

  test.each([
    'test_product/dmstest/LOAD1.csv',
    'dmstest/x/test_product/LOAD1.csv',
    'dmstest/LOAD1.csv',
    'LOAD1.csv',
    'dmstest/LOAD1.csv',
    'dmstest/../test_product/LOAD1.csv',
    'dmstest%2Ftest_product/x/LOAD1.csv',
  ])('never guesses: %s is of no mapped table', path => {
    expect(routed(path)).toBe('TABLE_NOT_MAPPED');
  });

  test('refuses a key that names two mapped tables, unless a source says where to look', () => {
    const tables = ['A.B', 'B.C', 'X.Y'];
    expect(routed('a/b/c/LOAD1.csv', { tables })).toBe('TABLE_AMBIGUOUS');
    expect(refused('a/b/c/LOAD1.csv', { tables })).toBe(
      '"a/b/c" names several mapped tables: A.B, B.C; declare a source whose prefix names all folders before the schema',
    );
    expect(routed('a/b/c/LOAD1.csv', { tables, sources: [source({ prefix: 'a' })] })).toBe('B.C');
  });

  test.each(['dms/prod', 'dms/prod/'])('looks right behind the prefix %s of a source', prefix => {
    const sources = [source({ prefix })];
    expect(routed('dms/prod/dmstest/test_product/LOAD1.csv', { sources })).toBe('DMSTEST.TEST_PRODUCT');
    expect(routed('dms/prod/x/dmstest/test_product/LOAD1.csv', { sources })).toBe('TABLE_NOT_MAPPED');
    expect(routed('dms/prod_old/dmstest/test_product/LOAD1.csv', { sources })).toBe('TABLE_NOT_MAPPED');
    expect(routed('DMS/prod/dmstest/test_product/LOAD1.csv', { sources })).toBe('TABLE_NOT_MAPPED');
    expect(refused('dms/test/dmstest/test_product/LOAD1.csv', { sources })).toContain(
      '"dms-files/dms/test/dmstest/test_product" lies in no source: main (s3://*/dms/prod',
    );
  });

  test('takes the most specific source of a key', () => {
    const sources = [
      source({ name: 'any' }),
      source({ name: 'bucket', bucket: 'b' }),
      source({ name: 'long', prefix: 'dms/eu' }),
      source({ name: 'short', prefix: 'dms' }),
    ];
    expect(sourceOf('dmstest/test_product/LOAD1.csv', { sources, bucket: 'a' })).toBe('any');
    expect(sourceOf('dmstest/test_product/LOAD1.csv', { sources, bucket: 'b' })).toBe('bucket');
    expect(sourceOf('dms/dmstest/test_product/LOAD1.csv', { sources, bucket: 'b' })).toBe('short');
    expect(sourceOf('dms/eu/dmstest/test_product/LOAD1.csv', { sources, bucket: 'a' })).toBe('long');
  });

  test('takes no file of a bucket that no source names', () => {
    const sources = [source({ bucket: 'ours' })];
    expect(routed('dmstest/test_product/LOAD1.csv', { sources, bucket: 'theirs' })).toBe('TABLE_NOT_MAPPED');
    expect(routed('dmstest/test_product/LOAD1.csv', { sources, bucket: 'ours' })).toBe('DMSTEST.TEST_PRODUCT');
  });
});

describe('the ignore list of a source', () => {
  test.each([
    ['HR.EMP', 'hr/emp/LOAD1.csv', 'ignored'],
    ['hr.emp', 'HR/EMP/LOAD1.csv', 'ignored'],
    ['HR.EMP', 'dms/hr/emp/2021/11/23/20211123-013830913.csv', 'ignored'],
    ['HR.EMP', 'hr/emp_old/LOAD1.csv', 'TABLE_NOT_MAPPED'],
    ['HR.EMP*', 'hr/emp_old/LOAD1.csv', 'ignored'],
    ['HR.EMP*', 'hr/emp/LOAD1.csv', 'ignored'],
    ['HR.*_TMP', 'hr/emp_tmp/LOAD1.csv', 'ignored'],
    ['HR.*_TMP', 'hr/emp_tmp2/LOAD1.csv', 'TABLE_NOT_MAPPED'],
    ['HR.A*B*C', 'hr/a_b_b_c/LOAD1.csv', 'ignored'],
    ['HR.A*B*C', 'hr/a_c_b/LOAD1.csv', 'TABLE_NOT_MAPPED'],
    ['HR.AB*BC', 'hr/abc/LOAD1.csv', 'TABLE_NOT_MAPPED'],
    ['HR.E.P', 'hr/emp/LOAD1.csv', 'TABLE_NOT_MAPPED'],
    ['*.*', 'hr/emp/LOAD1.csv', 'ignored'],
    ['DMSTEST.*', 'dmstest/test_product/LOAD1.csv', 'ignored'],
    ['PRODUCT.*', 'dmstest/test_product/product/x/LOAD1.csv', 'DMSTEST.TEST_PRODUCT'],
  ])('%s makes %s %s', (pattern, path, outcome) => {
    expect(routed(path, { sources: [source({ ignore: ['X.Y', pattern] })] })).toBe(outcome);
  });

  test('says what was ignored, and why', () => {
    expect(route('hr/emp_old/LOAD1.csv', { sources: [source({ ignore: ['HR.EMP*'] })] })).toEqual({
      kind: 'ignored',
      reason: '"HR.EMP_OLD" is on the ignore list of source main, by HR.EMP*',
    });
  });
});

describe('the error for a table without a mapping', () => {
  test('names the likely table, what was meant, and the remedy', () => {
    expect(refused('dms/dmstest/test_prodct/2021/11/23/20211123-013830913.parquet')).toBe(
      '"dms/dmstest/test_prodct/2021/11/23" is of a table without a mapping, probably "DMSTEST.TEST_PRODCT" ' +
        '(did you mean DMSTEST.TEST_PRODUCT?); add domain/tables/test-prodct.ts with source "DMSTEST.TEST_PRODCT", ' +
        'or "DMSTEST.TEST_PRODCT" to the ignore list of source default',
    );
  });

  test.each([
    ['hr/emp/LOAD1.csv', [], 'HR.EMP'],
    ['dms/hr/emp/LOAD1.csv', [], 'HR.EMP'],
    ['hr/emp/20211123/20211123-013830913.csv', [], 'HR.EMP'],
    ['dmstest/other/part_1/LOAD1.csv', [], 'DMSTEST.OTHER'],
    ['dmstst/test_product/part_1/LOAD1.csv', [], 'DMSTST.TEST_PRODUCT'],
    ['dms/hr/emp/part_1/LOAD1.csv', [source({ prefix: 'dms' })], 'HR.EMP'],
    ['2021/11/23/20211123-013830913.csv', [], '2021.11'],
  ] as const)('guesses %s', (path, sources, name) => {
    expect(refused(path, { sources })).toContain(`probably "${name}"`);
  });

  test('P11: shows a hostile folder shortened and on one line', () => {
    const message = refused(`x\r\n\u001b[31m${'y'.repeat(500)}/z/LOAD1.csv`);
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message.length).toBeLessThan(600);
  });
});

describe('makeRoutes', () => {
  test('refuses two mappings of one source, whatever their case', () => {
    const error = thrownBy(() => makeRoutes([table('A.B', 'x.one'), table('a.b', 'x.two')], []));
    expect(error.code).toBe('MAPPING_INVALID');
    expect(error.message).toBe(
      '"A.B" is the source of two mappings, of x.one and of x.two; keep one of them: a key leads to one table',
    );
  });

  test('refuses two sources of one place', () => {
    const sources = [source({ name: 'one', prefix: 'dms' }), source({ name: 'two', prefix: 'dms/' })];
    expect(thrownBy(() => makeRoutes([], sources)).code).toBe('MAPPING_INVALID');
  });
});
