/** Full loads of a source whose rows say themselves when they were written, where a file has no such time. */
import { describe, expect, it } from 'vitest';
import { loadFilesOf } from '../../adapters/postgres/operations/load-files.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineSource } from '../../domain/table/index.ts';
import type { Table } from '../../domain/table/table.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { LoadResult } from '../../pipeline/loader.ts';
import { retryQuarantine } from '../../pipeline/retry-quarantine.ts';
import { type SweepScope, sweepScope } from '../../pipeline/sweep-scope.ts';
import { BUCKET } from '../doubles/store.ts';
import { loadKey } from '../factories/dms-files.ts';
import { productFile } from '../factories/product-file.ts';
import { type TimedRow, timedFile } from '../factories/timed-file.ts';
import { attemptOf, type Bench, useBench } from './bench.ts';
import { products } from './quarantine-bench.ts';

const bench = useBench();
const COPIED_AT = Date.UTC(2026, 5, 30, 8);
const TABLE = products();
const SOURCE = defineSource({
  name: 'archive',
  bucket: BUCKET,
  loadTime: 'timestamp-column',
  timestampColumn: 'dms_ts',
});

function loaderOf(table: Table = TABLE): Bench['loader'] {
  return { ...bench().loader, routes: makeRoutes([table], [SOURCE]) };
}

function load(number: number, bytes: Uint8Array, writtenAtMs?: number): Promise<LoadResult> {
  const place = bench().store.put(loadKey(number), bytes, COPIED_AT);
  return loadObject({ ...place, writtenAtMs }, attemptOf(), loaderOf());
}

function loadTimed(number: number, rows: readonly TimedRow[]): Promise<LoadResult> {
  return load(number, timedFile(rows));
}

async function freshness(): Promise<unknown[]> {
  const sql = 'select newest_written_at as newest, age from dms_loader.table_freshness';
  return (await bench().query(sql)).map(line => JSON.parse(line));
}

describe('a LOAD file without rows', () => {
  it('fact 35: is no newest change: neither its copy nor anything else tells when it was written', async () => {
    expect(await loadTimed(1, [])).toMatchObject({ outcome: 'loaded', counts: { read: 0 } });
    expect(await freshness()).toEqual([{ newest: null, age: null }]);
    await loadTimed(2, [['2022-03-01 10:00:00', 1n, 'one']]);
    expect(await freshness()).toMatchObject([{ newest: '2022-03-01T10:00:00.000Z' }]);
  });
});

describe('a sweep', () => {
  function scope(numbers: readonly number[], beforeMs?: number): Promise<SweepScope> {
    async function* list(_bucket: string, prefix: string) {
      for (const key of numbers.map(number => loadKey(number)).filter(one => one.startsWith(prefix))) {
        const { eTag = '', sizeBytes = 0 } = bench().store.place(key);
        yield { key, eTag, sizeBytes, lastModifiedMs: COPIED_AT };
      }
    }
    const ledger = loadFilesOf(bench().loader.database.connection, TABLE);
    return sweepScope({ table: TABLE, routes: loaderOf().routes, beforeMs, ledger, list });
  }

  it('fact 14: asks when a full load began of which no file has a row that tells', async () => {
    await loadTimed(1, []);
    await expect(scope([1])).rejects.toMatchObject({
      code: 'LOAD_INCOMPLETE',
      message: expect.stringMatching(/no row of the full load of dmstest\.test_product says .*; say with --before/u),
    });
    const beforeMs = Date.UTC(2022, 2, 1);
    expect((await scope([1], beforeMs)).beforeMicros).toBe(BigInt(beforeMs) * 1000n);
  });

  it('fact 14: goes by the files that have rows', async () => {
    await loadTimed(1, [['2022-03-01 10:00:00', 1n, 'one']]);
    await loadTimed(2, []);
    const { files, beforeMicros, keptLoads } = await scope([1, 2]);
    expect(files.map(({ key }) => key)).toEqual([loadKey(1), loadKey(2)]);
    expect(beforeMicros).toBe(BigInt(Date.UTC(2022, 2, 1, 10)) * 1000n);
    expect(keptLoads).toHaveLength(2);
  });
});

describe('rows that were set aside', () => {
  it('are retried in the place that an operator gave to a file without the timestamp column', async () => {
    const given = Date.UTC(2022, 2, 1, 10);
    const loaded = await load(1, productFile([{ id: 1n, name: 'old', active: 'maybe' }]), given);
    expect(loaded).toMatchObject({ outcome: 'loaded', counts: { quarantined: 1 } });
    const mended = products({ anyActive: true });
    const request = { table: mended, seconds: 60, actor: 'tester', isRehearsal: false };
    const loader = loaderOf(mended);
    const [result] = await retryQuarantine(request, loader.database.quarantine, loader);
    expect(result).toMatchObject({ error: undefined, retried: { counts: { applied: 1, quarantined: 0 } } });
    const at = 'select product_id::int id, _dms_written_at as at from dmstest.test_product';
    expect(await bench().query(at)).toEqual(['{"id":1,"at":"2022-03-01T10:00:00.000Z"}']);
  });

  it('are held against the timestamp column where they have it', async () => {
    expect(await loadTimed(1, [['noon', 1n, 'one']])).toMatchObject({ counts: { quarantined: 1 } });
    const request = { table: TABLE, seconds: 60, actor: 'tester', isRehearsal: false };
    const loader = loaderOf();
    const [result] = await retryQuarantine(request, loader.database.quarantine, loader);
    expect(result?.retried).toMatchObject({ counts: { quarantined: 1 }, faults: [{ column: 'DMS_TS' }] });
  });
});
