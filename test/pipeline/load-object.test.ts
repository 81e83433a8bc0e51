import { describe, expect, it } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { LoaderError } from '../../domain/errors.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { Loader } from '../../pipeline/loader.ts';
import { BUCKET } from '../doubles/store.ts';
import { productFile } from '../factories/product-file.ts';
import { attemptOf, useBench } from './bench.ts';

const CDC = 'dmstest/test_product/20260301-010203456.parquet';
const LOAD = 'dmstest/test_product/LOAD00000001.parquet';
const ONE = productFile([{ id: 1n, name: 'one', active: 'Y', registered: '20260301' }]);
const TWO = productFile([{ id: 1n, name: 'two', active: 'N', registered: '2026-03-02' }]);
const BAD = productFile([
  { id: 1n, active: 'Y' },
  { id: 2n, active: 'maybe' },
  { id: null, active: 'N' },
]);

const PRODUCTS = 'select product_id::text id, product_name name, is_active from dmstest.test_product order by 1';
const STATES = 'select object_key, state, first_error_code code from dms_loader.object_load order by object_load_id';

const bench = useBench();

/** Loads a key as an event of its present content announces it. */
function announce(key: string, bytes: Uint8Array, loader: Loader = bench().loader) {
  return loadObject(bench().store.put(key, bytes), attemptOf(), loader);
}

function versioned(packageVersion: string): Loader {
  return { ...bench().loader, packageVersion };
}

describe('a file', () => {
  it('becomes rows of its table and a line in the ledger', async () => {
    const result = await announce(CDC, ONE);
    expect(result).toMatchObject({
      outcome: 'loaded',
      counts: { read: 1, applied: 1, unchanged: 0, superseded: 0, quarantined: 0 },
      identity: { bucket: BUCKET, key: CDC, lastModifiedMs: undefined },
      table: { target: { schema: 'dmstest', table: 'test_product' } },
    });
    expect(await bench().query(PRODUCTS)).toEqual(['{"id":"1","name":"one","is_active":true}']);
    expect(await bench().query(STATES)).toEqual([`{"object_key":"${CDC}","state":"loaded","code":null}`]);
  });

  it('P3: fact 2: takes its position from its name, not from when it came', async () => {
    await announce(CDC, ONE);
    expect(await bench().query('select _dms_written_at, _dms_row::text from dmstest.test_product')).toEqual([
      '{"_dms_written_at":"2026-03-01T01:02:03.456Z","_dms_row":"1"}',
    ]);
  });

  it('P1: of changes is known by its announcement: the second time the ledger answers, and S3 is not asked', async () => {
    await announce(CDC, ONE);
    const again = await loadObject(bench().store.put(CDC, ONE), attemptOf(), bench().loader);
    expect(again.outcome).toBe('already-loaded');
    expect(bench().store.opened).toEqual([CDC]);
  });

  it('P5: fact 10: of a full load that is written again, with equal bytes, loads again', async () => {
    const { store, loader } = bench();
    const first = store.put(LOAD, ONE, Date.UTC(2026, 0, 1));
    expect((await loadObject(first, attemptOf(), loader)).outcome).toBe('loaded');
    expect((await loadObject(first, attemptOf(), loader)).outcome).toBe('already-loaded');
    const second = store.put(LOAD, ONE, Date.UTC(2026, 0, 2));
    expect(await loadObject(second, attemptOf(), loader)).toMatchObject({ outcome: 'loaded', counts: { applied: 1 } });
    expect(await bench().query('select _dms_written_at from dmstest.test_product')).toEqual([
      '{"_dms_written_at":"2026-01-02T00:00:00.000Z"}',
    ]);
  });

  it('is ignored without a trace when its key is not that of a data file', async () => {
    expect(await announce('dmstest/test_product/notes.txt', ONE)).toMatchObject({ outcome: 'ignored' });
    expect(await bench().query(STATES)).toEqual([]);
  });

  it('tells which columns were left out', async () => {
    const { notes } = await announce(CDC, ONE);
    expect(notes.join(' ')).toContain('PRICE');
  });
});

describe('a refusal', () => {
  it.each([
    ['dmstest/unknown/20260301-010203456.parquet', 'TABLE_NOT_MAPPED', 'DMSTEST.UNKNOWN'],
    ['dmstest/test_product/20260301-010203456.parquet.gz', 'FORMAT_UNSUPPORTED', 'DataFormat=parquet'],
    ['txn/CDC_TXN-20260301010203456.parquet', 'FORMAT_UNSUPPORTED', 'CDC_TXN-YYYYMMDDHHMMSSmmm.csv'],
  ])('of %s is made from the key alone, as %s, and recorded', async (key, code, remedy) => {
    const result = await announce(key, ONE);
    expect(result).toMatchObject({ outcome: 'rejected', error: { code, message: expect.stringContaining(remedy) } });
    expect(bench().store.opened).toEqual([]);
    expect(await bench().query(STATES)).toEqual([`{"object_key":"${key}","state":"rejected","code":"${code}"}`]);
  });

  it('P7: names the first bad cell with object, row, column, value, reason and remedy, and counts them all', async () => {
    const { outcome, error } = await announce(CDC, BAD);
    expect(outcome).toBe('rejected');
    expect(error?.code).toBe('ROW_BAD');
    expect(error?.message).toMatch(new RegExp(`^s3://landing/${CDC}, row 2, column IS_ACTIVE: "maybe" .+; .+`, 'u'));
    expect(error?.message).toContain('2 bad cells');
    expect(error?.message).toContain('row 3, column PRODUCT_ID');
  });

  it('P7: leaves nothing of the file in the table, be its good rows in an earlier row group', async () => {
    const rows = Array.from({ length: 30 }, (_, at) => ({ id: BigInt(at), active: at === 25 ? 'maybe' : 'Y' }));
    const result = await announce(CDC, productFile(rows, 10));
    expect(result.error?.details).toMatchObject({ row: 26, value: 'maybe' });
    expect(await bench().query(PRODUCTS)).toEqual([]);
  });

  it('P8: stands in the ledger, and is answered from there without reading the object again', async () => {
    const first = await announce(CDC, BAD);
    const again = await announce(CDC, BAD);
    expect(again.outcome).toBe('rejected');
    expect(again.error?.code).toBe('ROW_BAD');
    expect(again.error?.message).toContain(first.error?.details.reason);
    expect(bench().store.opened).toEqual([CDC]);
  });

  it('P8: is looked at anew when the version of the package is another', async () => {
    await announce(CDC, BAD);
    expect((await announce(CDC, BAD, versioned('1.0.1'))).outcome).toBe('rejected');
    expect(bench().store.opened).toEqual([CDC, CDC]);
  });

  it('P8: is looked at anew where a reader has more memory, as its remedy says', async () => {
    const { loader } = bench();
    await announce(CDC, BAD, { ...loader, readerMemoryMib: 512 });
    await announce(CDC, BAD, { ...loader, readerMemoryMib: 512 });
    expect(bench().store.opened).toEqual([CDC]);
    await announce(CDC, BAD, { ...loader, readerMemoryMib: 1000 });
    expect(bench().store.opened).toEqual([CDC, CDC]);
  });

  it('P8: is looked at anew when the columns of the target are others', async () => {
    await announce(CDC, BAD);
    await bench().query('alter table dmstest.test_product add column remark text');
    const { loader, url } = bench();
    const database = connectDatabase({ url });
    await announce(CDC, BAD, { ...loader, database });
    await database.close();
    expect(bench().store.opened).toEqual([CDC, CDC]);
  });

  it('of bytes gives way to good bytes under the same key', async () => {
    await announce(CDC, BAD);
    expect((await announce(CDC, ONE)).outcome).toBe('loaded');
  });
});

describe('an object that is not what was announced', () => {
  it('is loaded as what it is, and the announced write counts as overwritten', async () => {
    const { store, loader } = bench();
    const announced = store.put(CDC, ONE);
    store.put(CDC, TWO);
    const result = await loadObject(announced, attemptOf(), loader);
    expect(result.outcome).toBe('overwritten');
    expect(result.notes.join(' ')).toContain(announced.eTag);
    expect(await bench().query(PRODUCTS)).toEqual(['{"id":"1","name":"two","is_active":false}']);
    expect(await bench().query('select etag, state from dms_loader.object_load order by state')).toEqual([
      `{"etag":"${store.put(CDC, TWO).eTag}","state":"loaded"}`,
      `{"etag":"${announced.eTag}","state":"overwritten"}`,
    ]);
    expect((await loadObject(announced, attemptOf(), loader)).outcome).toBe('already-loaded');
  });

  it('keeps its message in the queue as long as what is there cannot be loaded', async () => {
    const { store, loader } = bench();
    const announced = store.put(CDC, ONE);
    store.put(CDC, BAD);
    // Refused once for its rows, then again by the ledger.
    expect((await loadObject(announced, attemptOf(), loader)).outcome).toBe('rejected');
    expect((await loadObject(announced, attemptOf(), loader)).outcome).toBe('rejected');
    expect(await bench().query('select state from dms_loader.object_load')).toEqual(['{"state":"rejected"}']);
  });

  it.each([CDC, LOAD])('P8: fact 12: is recorded when it is missing, and loads once it is there: %s', async key => {
    const { store, loader } = bench();
    const event = { bucket: BUCKET, key, eTag: store.put('elsewhere', ONE).eTag, sizeBytes: ONE.length };
    const result = await loadObject(event, attemptOf(), loader);
    expect(result).toMatchObject({ outcome: 'missing', error: { code: 'OBJECT_MISSING' } });
    expect(await bench().query(STATES)).toEqual([`{"object_key":"${key}","state":"missing","code":"OBJECT_MISSING"}`]);
    expect((await announce(key, ONE)).outcome).toBe('loaded');
    expect(
      await bench().query("select 1 from dms_loader.object_load where state not in ('loaded', 'overwritten')"),
    ).toEqual([]);
  });
});

describe('a failure', () => {
  const away = connectDatabase({ url: 'postgres://nobody:nothing@127.0.0.1:1/nowhere' });

  it('P8: that was recorded is no load: the same message loads the file when it comes again', async () => {
    const late = attemptOf({ deadlineMs: Date.now() - 1 });
    const object = bench().store.put(CDC, ONE);
    const first = await loadObject(object, late, bench().loader);
    expect(first).toMatchObject({ outcome: 'failed', error: { code: 'DEADLINE_NEAR' } });
    expect(await bench().query(STATES)).toEqual([`{"object_key":"${CDC}","state":"failed","code":"DEADLINE_NEAR"}`]);
    expect((await loadObject(object, attemptOf({ receiveCount: 2 }), bench().loader)).outcome).toBe('loaded');
    expect(await bench().query(PRODUCTS)).toHaveLength(1);
    expect(await bench().query('select state from dms_loader.object_load')).toEqual(['{"state":"loaded"}']);
  });

  it('of the database is never a refusal, and is told in the log when the ledger cannot be told', async () => {
    const result = await announce(CDC, ONE, { ...bench().loader, database: away });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'DATABASE_UNAVAILABLE' } });
    expect(bench().logged.join('')).toContain('"event":"failure-not-recorded"');
  });

  it('P8: to record a refusal makes it worth another try', async () => {
    const { loader } = bench();
    const database = { ...loader.database, recordFailure: away.recordFailure };
    expect((await announce(CDC, BAD, { ...loader, database })).outcome).toBe('failed');
    expect(await bench().query(STATES)).toEqual([]);
  });

  it('that nobody foresaw has a name and is worth another try', async () => {
    const reader = { open: () => Promise.reject(new TypeError('x is not a function')) };
    const result = await announce(CDC, ONE, { ...bench().loader, reader });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'UNEXPECTED' } });
    expect(result.error?.message).toContain('x is not a function');
  });

  it('P9: to hear the answer to COMMIT is not recorded: the file may be loaded', async () => {
    const { loader } = bench();
    const unknown = new LoaderError('COMMIT_UNKNOWN', { reason: 'is not known to be loaded', remedy: 'try again' });
    const database = {
      ...loader.database,
      beginLoad: () =>
        Promise.resolve({
          add: () => Promise.resolve(),
          quarantine: () => undefined,
          commit: () => Promise.reject(unknown),
          abandon: () => Promise.resolve(),
        }),
    };
    const result = await announce(CDC, ONE, { ...loader, database });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'COMMIT_UNKNOWN' } });
    expect(await bench().query(STATES)).toEqual([]);
  });

  it('leaves no lock and no transaction behind, in the middle of a large file', async () => {
    const rows = Array.from({ length: 900 }, (_, at) => ({ id: BigInt(at), active: at === 800 ? 'maybe' : 'Y' }));
    expect((await announce(CDC, productFile(rows, 300))).error?.code).toBe('ROW_BAD');
    const open = `select state from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
                  and state <> 'idle'`;
    expect(await bench().query(open)).toEqual([]);
  });
});
