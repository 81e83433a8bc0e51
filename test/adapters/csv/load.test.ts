import { gzipSync } from 'node:zlib';
import { describe, expect, inject, it } from 'vitest';
import { makeRoutes } from '../../../domain/object/route.ts';
import type { LoadIntent } from '../../../domain/ports/intent.ts';
import { defineSource } from '../../../domain/table/index.ts';
import { loadRoutes } from '../../../handlers/tables.ts';
import { formatReader } from '../../../handlers/wire.ts';
import { loadObject } from '../../../pipeline/load-object.ts';
import type { Loader } from '../../../pipeline/loader.ts';
import { expectedOf, sampleBytes } from '../../golden/samples.ts';
import { attemptOf, useBench } from '../../pipeline/bench.ts';
import { lookAndTell } from '../../stack/ledger-sums.ts';
import { writeCsv } from './write-csv.ts';

const MAPPED = new URL('tables/products.ts', import.meta.url).pathname;
const LOAD = 'dmstest/test_product/LOAD00000001';
const CDC = 'dmstest/test_product/20260301-010203456';
const DIALECT = { delimiter: ',', rowDelimiter: '\n', nullText: 'NULL', quotes: () => false };
const ROWS = 'select * from dmstest.test_product order by product_id';

const bench = useBench();

async function announce(key: string, content: string | Uint8Array, changed: Partial<Loader> = {}) {
  const routes = await loadRoutes(MAPPED);
  const loader = { ...bench().loader, reader: formatReader(), routes, ...changed };
  return await loadObject(bench().store.put(key, Buffer.from(content)), attemptOf(), loader);
}

/** All that the target holds, but for the number of the load. */
async function target(): Promise<unknown[]> {
  return (await bench().query(ROWS)).map(row => ({ ...JSON.parse(row), _dms_load: 0 }));
}

async function empty(): Promise<void> {
  await lookAndTell(bench().url, inject('postgresUrl'));
  const emptied = ['load_attempt', 'table_load', 'object_load', 'table_floor', 'dmstest__test_product__tombstone'];
  await bench().query(`truncate dmstest.test_product, ${emptied.map(name => `dms_loader.${name}`).join(', ')} cascade`);
}

/** A golden file's cells, as pyarrow reads them, as the CSV that DMS would write of the same rows. */
function asCsv(sample: string): { header: string; rows: string } {
  const { columns, rows } = expectedOf(sample);
  const at = columns.findIndex(({ name }) => name === 'UPDATED_AT');
  const cells = rows.map(row => row.map((cell, place) => asText(cell, place === at)));
  return { header: writeCsv([columns.map(({ name }) => name)], DIALECT), rows: writeCsv(cells, DIALECT) };
}

function asText(cell: unknown, isTimestamp: boolean): string | null {
  return cell === null ? null : String(cell).replace(isTimestamp ? 'T' : '\0', ' ');
}

describe('the rows of a Parquet file, written as CSV,', () => {
  it.each([
    ['of a full load', 'fullload_no_op', LOAD],
    ['of changes', 'cdc_dms_default', CDC],
  ])('P4: %s give the same table: without a header, with one, and from gzip', async (_case, sample, key) => {
    const { header, rows } = asCsv(sample);
    const parquet = await announce(`${key}.parquet`, sampleBytes(sample));
    expect(parquet).toMatchObject({ outcome: 'loaded', counts: { read: 60, applied: 59, superseded: 1 } });
    const expected = await target();
    expect(expected.length).toBeGreaterThan(40);
    for (const [csvKey, content] of [
      [`${key}.csv`, rows],
      [`${key}.csv.gz`, gzipSync(rows)],
      [`headed/${key}.csv`, header + rows],
      [`headed/${key}.csv.gz`, gzipSync(`\ufeff${header}${rows}`)],
    ] as const) {
      await empty();
      const csv = await announce(csvKey, content);
      expect(csv).toMatchObject({ outcome: 'loaded', counts: parquet.counts });
      expect(await target()).toEqual(expected);
    }
  });
});

describe('a CSV file', () => {
  it('says how many rows it has if it is small, so that it takes the small way', async () => {
    const told: (number | undefined)[] = [];
    const { database } = bench().loader;
    const beginLoad = (intent: LoadIntent) => {
      told.push(intent.rowCount);
      return database.beginLoad(intent);
    };
    const spied = { database: { ...database, beginLoad } };
    await announce(`headed/${LOAD}.csv`, 'PRODUCT_ID\n1\n2\n', spied);
    await announce(`headed/${CDC}.csv`, `Op,PRODUCT_ID\n${'I,1\n'.repeat(20_000)}`, spied);
    expect(told).toEqual([2, undefined]);
    expect(
      await bench().query('select product_id::text id, _dms_row::text from dmstest.test_product order by 1'),
    ).toEqual(['{"id":"1","_dms_row":"20000"}', '{"id":"2","_dms_row":"2"}']);
  });

  it('P1: whose keys repeat, against all expectation, is read a second time from its start', async () => {
    const rows = Array.from({ length: 30_000 }, (_, at) => `${at % 29_999},row ${at}\n`);
    const result = await announce(`headed/${LOAD}.csv`, `PRODUCT_ID,PRODUCT_NAME\n${rows.join('')}`);
    expect(result).toMatchObject({ outcome: 'loaded', counts: { read: 30_000, applied: 29_999, superseded: 1 } });
    const found = await bench().query(
      'select product_name from dmstest.test_product where product_id in (0, 29998) order by 1',
    );
    expect(found).toEqual(['{"product_name":"row 29998"}', '{"product_name":"row 29999"}']);
  });

  it('may have no rows', async () => {
    expect(await announce(`headed/${LOAD}.csv`, 'PRODUCT_ID\n')).toMatchObject({
      outcome: 'loaded',
      counts: { read: 0 },
    });
  });

  it('P7: with a bad cell is refused, and the row is named by its number without the header', async () => {
    const content = 'Op,PRODUCT_ID,IS_ACTIVE\nI,1,Y\nI,2,maybe\n';
    const result = await announce(`headed/${CDC}.csv`, content);
    expect(result).toMatchObject({
      outcome: 'rejected',
      error: { code: 'ROW_BAD', details: { row: 2, column: 'IS_ACTIVE', value: 'maybe' } },
    });
    expect(await target()).toEqual([]);
    // Refused again from the ledger, it names object, row and column once.
    const again = await announce(`headed/${CDC}.csv`, content);
    expect(again.error?.message.split('s3://landing/')).toHaveLength(2);
    expect(again.error?.message).toContain('since it was refused first: row 2, column IS_ACTIVE: "maybe"');
  });
});

describe('DMS fact 25: a CSV file that the settings do not fit', () => {
  it('P8: is refused, from the ledger the second time, and loads when the source is corrected', async () => {
    const tables = [...bench().loader.routes.tables.values()].map(table => ({ ...table, csvColumns: undefined }));
    const routes = makeRoutes(tables, []);
    const content = 'Op,PRODUCT_ID\nI,1\n';
    const first = await announce(`${CDC}.csv`, content, { routes });
    expect(first).toMatchObject({ outcome: 'rejected', error: { code: 'CSV_COLUMNS_UNKNOWN' } });
    expect(first.error?.message).toContain('set AddColumnName=true on the DMS endpoint and csv: { header: true }');
    const again = await announce(`${CDC}.csv`, content, { routes });
    expect(again.error?.message).toContain('refused again without being read');
    expect(bench().store.opened).toEqual([`${CDC}.csv`]);
    const headed = makeRoutes(tables, [defineSource({ name: 'erp', csv: { header: true } })]);
    expect(await announce(`${CDC}.csv`, content, { routes: headed })).toMatchObject({ outcome: 'loaded' });
  });

  it.each([
    ['changes without Op', `headed/${CDC}.csv`, 'PRODUCT_ID\n1\n', 'OP_MISSING', 'IncludeOpForFullLoad=true'],
    [
      'no header where one is said to be',
      `headed/${LOAD}.csv`,
      '1,one\n2,two\n',
      'COLUMN_MISSING',
      'the file has 1, one',
    ],
    [
      'rows without Op, in changes without a header',
      `${CDC}.csv`,
      '1,one,Y,NULL,1,1,1,NULL,NULL,NULL\n',
      'CSV_CORRUPT',
      'declare 11: "Op", "PRODUCT_ID"',
    ],
    [
      'a column more than the mapping lists',
      `${LOAD}.csv`,
      '1,one,Y,NULL,1,1,1,NULL,NULL,NULL,new\n',
      'CSV_CORRUPT',
      'has 11 fields',
    ],
    ['Parquet under the name of CSV', `${LOAD}.csv`, sampleBytes('cdc_dms_default'), 'ROW_BAD', 'is not UTF-8'],
    ['no bytes', `${LOAD}.csv`, '', 'OBJECT_EMPTY', 'is empty'],
  ])('is refused by name: %s', async (_case, key, content, code, words) => {
    const result = await announce(key, content);
    expect(result).toMatchObject({ outcome: 'rejected', error: { code } });
    expect(result.error?.message).toContain(words);
    expect(await target()).toEqual([]);
  });
});

describe('a value that was not in the supplemental log', () => {
  it('P3: fact 25: is left as it is in the table, in an insert too', async () => {
    await announce(`headed/${LOAD}.csv`, 'PRODUCT_ID,PRODUCT_NAME,TAGS\n1,one,a\n2,two,b\n');
    const result = await announce(
      `headed/${CDC}.csv`,
      'Op,PRODUCT_ID,PRODUCT_NAME,TAGS\nU,1,<absent>,c\nU,2,NULL,<absent>\nI,2,again,<absent>\nU,3,<absent>,d\n',
    );
    expect(result).toMatchObject({ outcome: 'loaded', counts: { applied: 3, superseded: 1 } });
    expect(await bench().query('select product_id::int id, product_name, tags from dmstest.test_product')).toEqual([
      '{"id":1,"product_name":"one","tags":["c"]}',
      '{"id":2,"product_name":"again","tags":["b"]}',
      '{"id":3,"product_name":null,"tags":["d"]}',
    ]);
  });

  it('P7: fact 25: is refused in a key, with the statement that mends it', async () => {
    const result = await announce(`headed/${CDC}.csv`, 'Op,PRODUCT_ID,PRODUCT_NAME\nU,<absent>,one\n');
    expect(result.error?.details).toMatchObject({ row: 1, column: 'PRODUCT_ID', value: '<absent>' });
    expect(result.error?.message).toContain('ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS');
  });

  it('does no harm in a delete, nor in a column that is not mapped', async () => {
    await announce(`headed/${LOAD}.csv`, 'PRODUCT_ID\n1\n2\n');
    const result = await announce(
      `headed/${CDC}.csv`,
      'Op,PRODUCT_ID,PRODUCT_NAME,SPARE\nD,1,<absent>,a\nU,2,two,<absent>\n',
    );
    expect(result.outcome).toBe('loaded');
    expect(await bench().query('select product_id::text id, product_name from dmstest.test_product')).toEqual([
      '{"id":"2","product_name":"two"}',
    ]);
  });
});
