import { describe, expect, it } from 'vitest';
import { bigint, integer, text } from '../../domain/columns/index.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineSource, defineTable, from } from '../../domain/table/index.ts';
import { rehearsing } from '../../pipeline/rehearse.ts';
import { retryQuarantine } from '../../pipeline/retry-quarantine.ts';
import { CUSTOMER, ORDERS, type TxnRow, txnFile, txnKey } from '../factories/shop.ts';
import { useShop } from './shop-bench.ts';

const KEY = txnKey('20260301120000000');
const SIZES = [
  { size: 'as parameters', padding: 0 },
  { size: 'staged', padding: 600 },
];

const MANY = Array.from({ length: 50 }, (_, at) =>
  defineTable({
    source: `SHOP.T${at}`,
    target: `shop.t${at}`,
    key: ['id'],
    columns: { id: from('ID', bigint()), label: from('LABEL', text()) },
    csvColumns: ['ID', 'LABEL'],
  }),
);

/** Its bad rows are set aside. */
const PATIENT = defineTable({
  source: 'SHOP.PATIENT',
  target: 'shop.patient',
  key: ['id'],
  columns: { id: from('ID', bigint()), pieces: from('PIECES', integer()) },
  csvColumns: ['ID', 'PIECES'],
  badRows: 'quarantine',
  budget: { rows: 2 },
});

/** It is given what it lacks. */
const GROWING = defineTable({
  source: 'SHOP.GROWING',
  target: 'shop.growing',
  key: ['id'],
  columns: { id: from('ID', bigint()) },
  csvColumns: ['ID', 'COLOUR'],
  contract: 'evolve',
});

/** Its own SQL changes the staged rows. */
const LOUD = defineTable({
  source: 'SHOP.LOUD',
  target: 'shop.loud',
  key: ['id'],
  columns: { id: from('ID', bigint()), label: from('LABEL', text()) },
  csvColumns: ['ID', 'LABEL'],
  beforeMerge: 'update dms_stage set label = upper(label)',
});

const shop = useShop([CUSTOMER, ORDERS, PATIENT, GROWING, LOUD, ...MANY]);

function padding(count: number): TxnRow[] {
  return Array.from({ length: count }, (_, at) => ['I', 'CUSTOMER', 'SHOP', `${1000 + at}`, 'padding']);
}

const COUNTS = `select target_table, rows_read::int, rows_applied::int, rows_quarantined::int
  from dms_loader.table_load where target_table <> 'customer' order by table_load_id`;

describe.each([{ perTable: 3 }, { perTable: 40 }])(
  'fact 26: a file over 50 tables, $perTable rows each',
  ({ perTable }) => {
    it('P6: is loaded whole, and counted at each of them', async () => {
      const rows = Array.from(
        { length: perTable * 50 },
        (_, at): TxnRow => ['I', `T${at % 50}`, 'SHOP', `${at}`, `row ${at}`],
      );
      const result = await shop().announce(KEY, txnFile(rows));
      expect(result).toMatchObject({ outcome: 'loaded', counts: { read: perTable * 50, applied: perTable * 50 } });
      expect(await shop().rows(COUNTS)).toEqual(
        Array.from({ length: 50 }, (_, at) => [`t${at}`, perTable, perTable, 0]),
      );
      expect(await shop().rows('select id::int, label, _dms_row::int from shop.t7 order by id limit 2')).toEqual([
        [7, 'row 7', 8],
        [57, 'row 57', 58],
      ]);
      // No stage outlives its load.
      expect(await shop().rows(`select relname from pg_class where relname like 'dms_stage%'`)).toEqual([]);
    });
  },
);

describe.each(SIZES)('P7: fact 26: bad rows of a table that sets them aside, $size', ({ padding: rows }) => {
  it('keep no other table from being loaded, and are kept with their number and columns', async () => {
    await shop().rows('alter table shop.patient add check (pieces <> 13)');
    const result = await shop().announce(
      KEY,
      txnFile([
        ['I', 'PATIENT', 'SHOP', '1', '1'],
        ...padding(rows),
        ['I', 'PATIENT', 'SHOP', '2', 'many'],
        ['I', 'ORDERS', 'SHOP', '1', '1', '1'],
        ['I', 'PATIENT', 'SHOP', '3', '13'],
      ]),
    );
    expect(result.error?.message).toBeUndefined();
    expect(result).toMatchObject({ outcome: 'loaded', counts: { read: 4 + rows, applied: 2 + rows, quarantined: 2 } });
    // Row and column alone do not say of which table they are.
    expect(result.notes.join(' ')).toContain(
      `2 bad rows were set aside: row ${2 + rows}, column SHOP.PATIENT.PIECES: "many" is not a whole number`,
    );
    expect(result.notes.join(' ')).toMatch(new RegExp(`; row ${4 + rows}, column SHOP\\.PATIENT\\.`, 'u'));
    expect(await shop().rows(COUNTS)).toEqual([
      ['patient', 3, 1, 2],
      ['orders', 1, 1, 0],
    ]);
    const kept = await shop().rows(
      'select row_number::int, target_table, source_row::text from dms_loader.quarantined_row order by row_number',
    );
    expect(kept.map(([row, table]) => [row, table])).toEqual([
      [2 + rows, 'patient'],
      [4 + rows, 'patient'],
    ]);
    expect(String(kept[0]?.[2])).toContain('"many"');
    // Tried again, a row that the database takes now has the place that it had in the file.
    await shop().rows('alter table shop.patient drop constraint patient_pieces_check');
    const { loader } = shop();
    const request = { table: PATIENT, seconds: 60, actor: 'tester', isRehearsal: false };
    await retryQuarantine(request, loader.database.quarantine, loader);
    expect(await shop().rows('select id::int, _dms_row::int from shop.patient order by id')).toEqual([
      [1, 1],
      [3, 4 + rows],
    ]);
  });

  it('fail the whole file beyond the budget', async () => {
    const bad = Array.from({ length: 3 }, (_, at): TxnRow => ['I', 'PATIENT', 'SHOP', `${at}`, 'many']);
    const result = await shop().announce(
      KEY,
      txnFile([['I', 'ORDERS', 'SHOP', '1', '1', '1'], ...padding(rows), ...bad]),
    );
    expect(result).toMatchObject({ outcome: 'rejected', error: { code: 'BUDGET_EXCEEDED' } });
    expect(result.error?.message).toContain(`row ${2 + rows}, column SHOP.PATIENT.PIECES: "many"`);
    expect(await shop().rows('select from shop.orders')).toEqual([]);
    expect(await shop().rows('select from dms_loader.quarantined_row')).toEqual([]);
  });
});

describe('fact 17: a column that only csvColumns knows', () => {
  it('is added before the load, under the contract evolve, wherever in the file its table comes', async () => {
    const rows: TxnRow[] = [
      ...padding(600),
      ['I', 'GROWING', 'SHOP', '1', 'red'],
      ['D', 'CUSTOMER', 'SHOP', '1000', null],
    ];
    const result = await shop().announce(KEY, txnFile(rows));
    expect(result.error?.message).toBeUndefined();
    expect(result).toMatchObject({ outcome: 'loaded', counts: { read: 602 } });
    expect(result.notes.join(' ')).toContain('shop.growing gets columns that the mapping does not know: colour text');
    expect(await shop().rows('select id::int, colour from shop.growing')).toEqual([[1, 'red']]);
    expect(await shop().rows('select count(*)::int from shop.customer')).toEqual([[599]]);
  });
});

describe('a file of transactions over a table with SQL of its own', () => {
  it.each(SIZES)('runs it on the rows of that table, $size', async ({ padding: rows }) => {
    const file: TxnRow[] = [
      ['I', 'T1', 'SHOP', '1', 'low'],
      ...padding(rows),
      ['I', 'LOUD', 'SHOP', '1', 'high'],
      ['I', 'T2', 'SHOP', '1', 'low'],
    ];
    const result = await shop().announce(KEY, txnFile(file));
    expect(result.error?.message).toBeUndefined();
    const labels =
      'select label from shop.t1 union all select label from shop.loud union all select label from shop.t2';
    expect(await shop().rows(labels)).toEqual([['low'], ['HIGH'], ['low']]);
  });
});

describe('a rehearsal of a file of transactions', () => {
  it('says what it would do to each table, and leaves nothing', async () => {
    const rows: TxnRow[] = [
      ['I', 'CUSTOMER', 'SHOP', '1', 'Ann'],
      ['I', 'GROWING', 'SHOP', '1', 'red'],
      ['D', 'CUSTOMER', 'SHOP', '2', null],
    ];
    const database = rehearsing(shop().loader.database);
    const result = await shop().announce(KEY, txnFile(rows), { database });
    expect(result.error?.message).toBeUndefined();
    expect(result).toMatchObject({
      outcome: 'loaded',
      counts: { read: 3, applied: 3 },
      tables: [{ rehearsal: { inserted: 1, updated: 0, deleted: 0 } }, { rehearsal: { inserted: 1 } }],
    });
    expect(await shop().rows('select from dms_loader.object_load')).toEqual([]);
    expect(await shop().rows('select from shop.customer')).toEqual([]);
    expect(
      await shop().rows(
        `select attname from pg_attribute where attrelid = 'shop.growing'::regclass and attname = 'colour'`,
      ),
    ).toEqual([]);
  });
});

describe('settings of the source', () => {
  it('fact 25: name what stands for a value that was not in the log, which does no harm in a delete', async () => {
    const source = defineSource({ name: 'shop', csv: { noSupplementalLogText: '<absent>' } });
    const routes = makeRoutes([CUSTOMER, ORDERS], [source]);
    const rows: TxnRow[] = [
      ['I', 'CUSTOMER', 'SHOP', '1', 'Ann'],
      ['D', 'CUSTOMER', 'SHOP', '1', '<absent>'],
    ];
    expect(await shop().announce(KEY, txnFile(rows), { routes })).toMatchObject({ outcome: 'loaded' });
    expect(await shop().rows('select from shop.customer')).toEqual([]);
  });

  it('name the zone of the time in the name of the file', async () => {
    const routes = makeRoutes([CUSTOMER], [defineSource({ name: 'shop', timeZone: 'Asia/Seoul' })]);
    await shop().announce(KEY, txnFile([['I', 'CUSTOMER', 'SHOP', '1', 'Ann']]), { routes });
    expect(await shop().rows('select _dms_written_at from shop.customer')).toEqual([
      [new Date('2026-03-01T03:00:00Z')],
    ]);
  });
});
