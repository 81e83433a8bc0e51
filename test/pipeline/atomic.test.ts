/** Tables each file of which commits at once. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { bigint, text } from '../../domain/columns/index.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineTable, from } from '../../domain/table/index.ts';
import type { Table } from '../../domain/table/table.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import { productFile } from '../factories/product-file.ts';
import { attemptOf, useBench } from './bench.ts';
import {
  CHANGES_KEY,
  consume,
  inRuns,
  numbered,
  numberedTarget,
  oneRunEach,
  put,
  queueOf,
  RUNS,
  STATE,
  TARGET,
} from './runs-bench.ts';

const bench = useBench();

function productsThat(policy: Pick<Parameters<typeof defineTable>[0], 'atomic' | 'afterMerge'>): Table {
  return defineTable({
    source: 'DMSTEST.TEST_PRODUCT',
    target: 'dmstest.test_product',
    key: ['product_id'],
    columns: { product_id: from('PRODUCT_ID', bigint()), product_name: from('PRODUCT_NAME', text()) },
    ...policy,
  });
}

const AFTER_MERGE = 'update dmstest.test_product set description = product_name where description is null';

/** Changes with AR_H_CHANGE_SEQ: the sequence of row 320 is one of the first run. */
function sequenced(): Uint8Array {
  const rows = numbered(350);
  const texts = (name: string, data: (string | null)[]) => ({ name, data, type: 'STRING' as const, nullable: true });
  const file = parquetWriteBuffer({
    columnData: [
      texts(
        'Op',
        rows.map(() => 'U'),
      ),
      texts(
        'AR_H_CHANGE_SEQ',
        rows.map((_, at) => String(at === 319 ? 50 : at + 1000).padStart(35, '0')),
      ),
      { name: 'PRODUCT_ID', data: rows.map(({ id }) => id), type: 'INT64', nullable: true },
      texts(
        'PRODUCT_NAME',
        rows.map(({ name = null }) => name),
      ),
    ],
    rowGroupSize: 50,
  });
  return new Uint8Array(file);
}

describe('a table', () => {
  it.each([
    { policy: {}, runs: 4 },
    { policy: { atomic: true }, runs: 0 },
    { policy: { afterMerge: AFTER_MERGE }, runs: 0 },
    { policy: { afterMerge: AFTER_MERGE, atomic: false }, runs: 4 },
  ])('of $policy loads a file of 350 rows in $runs runs (0: at once)', async ({ policy, runs }) => {
    const { loader, query } = bench();
    const routes = makeRoutes([productsThat(policy)], []);
    const queue = queueOf(put(bench(), CHANGES_KEY, numbered(350)));
    expect(await consume(queue, { ...inRuns(loader), routes })).toEqual(['loaded']);
    expect(await query(RUNS)).toHaveLength(runs);
    expect(await query(TARGET)).toEqual(numberedTarget(350));
  });

  it('P10: that is atomic refuses a file from its footer alone, if there is no time for so many rows', async () => {
    const { loader, store, query } = bench();
    const bytes = productFile(numbered(12_000));
    const place = store.put(CHANGES_KEY, bytes);
    const starts: number[] = [];
    store.beforeRead = async (_key, start) => void starts.push(start);
    const routes = makeRoutes([productsThat({ atomic: true })], []);
    const attempt = attemptOf();
    // A second is left, which is reckoned enough for 10,000 rows.
    const clock = { now: () => attempt.deadlineMs - 1000 };
    const { outcome, error } = await loadObject(place, attempt, { ...loader, routes, clock });
    expect({ outcome, code: error?.code }).toEqual({ outcome: 'failed', code: 'ATOMIC_TOO_LARGE' });
    expect(error?.message).toContain('has 12000 rows');
    // The first read of a file is its last 64 KiB, with the footer.
    expect(bytes.length).toBeGreaterThan(100_000);
    expect(starts).toEqual([bytes.length - 65_536]);
    expect(await query(STATE)).toEqual(['{"state":"failed","restarts":0}']);
  });

  it('P3: that becomes atomic has a file that is loaded in part start over, and commit at once', async () => {
    const { loader, query } = bench();
    const body = put(bench(), CHANGES_KEY, numbered(350));
    const mapped = (table: Table) => ({ ...oneRunEach(loader), routes: makeRoutes([table], []) });
    expect(await consume(queueOf(body), mapped(productsThat({})), 2)).toEqual(['continued', 'continued']);
    expect(await consume(queueOf(body), mapped(productsThat({ atomic: true })))).toEqual(['loaded']);
    expect(await query(TARGET)).toEqual(numberedTarget(350));
    expect(await query(STATE)).toEqual(['{"state":"loaded","restarts":1}']);
    expect((await query(RUNS)).at(-1)).toBe('{"slice":1,"from":1,"before":351}');
  });

  it('P3: has to be atomic where a change belongs before a run that is committed, as the error says', async () => {
    const { loader, store, query } = bench();
    const place = store.put(CHANGES_KEY, sequenced());
    const load = (policy: Parameters<typeof productsThat>[0]) =>
      loadObject(place, attemptOf(), { ...inRuns(loader), routes: makeRoutes([productsThat(policy)], []) });
    const { outcome, error } = await load({});
    expect({ outcome, code: error?.code }).toEqual({ outcome: 'rejected', code: 'CHANGE_ORDER_SPLIT' });
    expect(error?.message).toContain('(row group 7 of 7; rows 1 to 300 of the file are loaded and stay)');
    expect(error?.message).toContain('atomic: true');
    expect(await load({ atomic: true })).toMatchObject({ outcome: 'loaded', counts: { read: 350 } });
    expect(await query('select count(*)::int as rows from dmstest.test_product')).toEqual(['{"rows":350}']);
  });
});
