import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { Loader, LoadResult } from '../../pipeline/loader.ts';
import { cellsOf, readBytes } from '../adapters/parquet/read-all.ts';
import { type MemoryStore, memoryStore } from '../doubles/store.ts';
import { changesKey, loadKey } from '../factories/dms-files.ts';
import { inExpectedForm } from '../golden/expected-form.ts';
import { type Expected, expectedOf, sampleBytes } from '../golden/samples.ts';
import { interpreted, TARGET_AS_TEXT } from './support/interpret.ts';
import { delivery, productLoader, useProducts } from './support/products.ts';

interface Foretold {
  readonly sample: string;
  readonly as: 'cdc' | 'load';
  readonly because: string;
}
interface Loaded extends Foretold {
  readonly outcome: 'loaded';
  readonly read: number;
  readonly applied: number;
  readonly superseded: number;
  /** Rows of the target; null where they were not counted by hand. */
  readonly rows: number | null;
}
interface Rejected extends Foretold {
  readonly outcome: 'rejected';
  readonly code: string;
  readonly says: readonly string[];
}

const GOLDEN = new URL('../golden/', import.meta.url);
const OUTCOMES: readonly (Loaded | Rejected)[] = JSON.parse(readFileSync(new URL('outcomes.json', GOLDEN), 'utf8'));
const LOADED = OUTCOMES.filter(foretold => foretold.outcome === 'loaded');
const REJECTED = OUTCOMES.filter(foretold => foretold.outcome === 'rejected');

const products = useProducts();
let database: PostgresDatabase;
let store: MemoryStore;
let loader: Loader;

beforeAll(() => {
  database = products.connect();
});
beforeEach(async () => {
  await products.empty();
  store = memoryStore();
  loader = productLoader(database, store);
});

async function load({ sample, as }: Foretold): Promise<LoadResult> {
  const key = as === 'cdc' ? changesKey('20260131101112131') : loadKey(1);
  store.put(key, sampleBytes(sample), Date.UTC(2026, 0, 31, 10, 11, 12));
  return await loadObject(store.place(key), delivery(), loader);
}

/** Of the one large sample no cells were written down: they are read here, and vouched for by their digest. */
async function cellsOfSample(sample: string): Promise<Pick<Expected, 'columns' | 'rows'>> {
  if (sample !== 'rows_25k') {
    return expectedOf(sample);
  }
  const { columns, rows_sha256 } = JSON.parse(readFileSync(new URL('rows_25k.summary.json', GOLDEN), 'utf8'));
  const { file, batches } = await readBytes(sampleBytes(sample));
  const cells = (columns as Expected['columns']).map(({ type }, at) =>
    cellsOf(batches, at).map(cell => inExpectedForm(cell, type)),
  );
  const rows = Array.from({ length: file.rowCount }, (_, row) => cells.map(values => values[row]));
  const digest = createHash('sha256');
  for (const row of rows) {
    digest.update(`${JSON.stringify(row)}\n`);
  }
  if (digest.digest('hex') !== rows_sha256) {
    throw new Error(`${sample} was not read as pyarrow reads it`);
  }
  return { columns, rows };
}

async function column(sql: string): Promise<unknown[]> {
  const { rows } = await products.sql.query({ text: sql, rowMode: 'array' });
  return rows.map(([value]) => value);
}

describe('the outcomes written down beforehand', () => {
  it('are there for every sample, valid and damaged', () => {
    const files = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' });
    const samples = files.filter(file => file.endsWith('.parquet')).map(file => file.replace('.parquet', ''));
    expect([...new Set(OUTCOMES.map(({ sample }) => sample))].toSorted()).toEqual(samples.toSorted());
    expect(OUTCOMES).toHaveLength(61);
  });
});

describe.each(LOADED)('$sample as a $as file: $because', foretold => {
  it('P4: ends as rows whose every value is what an independent reading of its cells says', async () => {
    const result = await load(foretold);
    const { read, applied, superseded } = foretold;
    expect(result).toMatchObject({ outcome: 'loaded', counts: { read, applied, superseded, unchanged: 0 } });
    const expected = interpreted(await cellsOfSample(foretold.sample));
    const { rows } = await products.sql.query({ text: TARGET_AS_TEXT, rowMode: 'array' });
    expect(rows).toEqual(expected.rows);
    expect(rows).toHaveLength(foretold.rows ?? expected.rows.length);
    const tombstones =
      'select d.product_id::text from dms_loader.dmstest__test_product__tombstone d order by d.product_id';
    expect(await column(tombstones)).toEqual(expected.deleted);
    expect(await column('select state from dms_loader.object_load')).toEqual(['loaded']);
  });
});

describe.each(REJECTED)('$sample as a $as file: $because', foretold => {
  it('P7: is rejected by name, and nothing of it is loaded', { timeout: 5000 }, async () => {
    const { outcome, error } = await load(foretold);
    expect({ outcome, code: error?.code }).toEqual({ outcome: 'rejected', code: foretold.code });
    for (const word of [...foretold.says, 's3://landing/dmstest/test_product/']) {
      expect(error?.message).toContain(word);
    }
    expect(error?.details.remedy.length).toBeGreaterThan(20);
    expect(await column('select count(*)::int from dmstest.test_product')).toEqual([0]);
    expect(await column('select count(*)::int from dms_loader.dmstest__test_product__tombstone')).toEqual([0]);
    expect(await column('select count(*)::int from dms_loader.table_load')).toEqual([0]);
    expect(await column(`select state || ' ' || first_error_code from dms_loader.object_load`)).toEqual([
      `rejected ${foretold.code}`,
    ]);
  });
});
