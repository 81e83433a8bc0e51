/**
 * Holds a simulated listing of so many keys against the ledger of DATABASE_URL, and prints what was found and the most memory
 * that the process had, as JSON: a process of its own, so that nothing else is measured.
 */
import { createHash } from 'node:crypto';
import { connectDatabase } from '../../../adapters/postgres/database.ts';
import { peakMemoryMib } from '../../../bench/peak-memory.ts';
import { DEFAULT_MEMORY_MIB } from '../../../domain/limits.ts';
import { makeRoutes } from '../../../domain/object/route.ts';
import type { ListedObject } from '../../../domain/ports/store.ts';
import { testProduct } from '../../../domain/tables/test-product.ts';
import { boundHeap } from '../../../handlers/bound-heap.ts';
import { reconcile } from '../../../pipeline/reconcile.ts';

/** Of so many keys one is in the bucket only, and one in the ledger only. */
export const EVERY = 1000;

/** SQL that fills the ledger for $1 keys; those of the listing have the same names. */
export const FILL = `with o as (
  insert into dms_loader.object_load (bucket, object_key, etag, size_bytes, state, first_seen_at, changed_at)
  select 'landing', to_char(timestamp '2026-01-01' + n * interval '1 second', '"dmstest/test_product/"YYYYMMDD-HH24MISS"000.parquet"'), md5(n::text), 1000 + n, 'loaded',
    timestamptz '2026-01-31', timestamptz '2026-01-31'
  from generate_series(0, $1::int - 1) n where n % ${EVERY} <> 0 returning object_load_id)
insert into dms_loader.table_load (object_load_id, target_schema, target_table, written_at, rows_read, rows_applied,
  rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at)
select object_load_id, 'dmstest', 'test_product', '2026-01-31', 1, 1, 0, 0, 0, 'f', now() from o`;

if (process.argv[1] === import.meta.filename) {
  await measure(Number(process.argv[2]));
}

async function measure(keys: number): Promise<void> {
  boundHeap(DEFAULT_MEMORY_MIB);
  const startedAt = performance.now();
  const database = connectDatabase({ url: process.env['DATABASE_URL'] ?? '' });
  const { objects, writes, counts, named } = await reconcile({
    bucket: 'landing',
    prefix: 'dmstest/',
    listing: simulated(keys),
    ledger: database.reconciliation,
    letters: database.letters,
    routes: makeRoutes([testProduct], []),
    nowMs: Date.now(),
    graceMs: 0,
  });
  await database.close();
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const mebibytes = Math.round(peakMemoryMib());
  process.stdout.write(JSON.stringify({ objects, writes, counts, named: named.missing.length, seconds, mebibytes }));
}

/** As S3 lists, a page of 1,000 at a time. */
async function* simulated(keys: number): AsyncGenerator<ListedObject> {
  for (let first = 0; first < keys; first += 1000) {
    // As an answer of S3, which comes later.
    await new Promise(setImmediate);
    for (let n = first; n < Math.min(first + 1000, keys); n += 1) {
      if (n % EVERY !== 1) {
        const [day = '', time = ''] = new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString().split('T');
        const key = `dmstest/test_product/${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}000.parquet`;
        const eTag = createHash('md5').update(String(n)).digest('hex');
        yield { key, eTag, sizeBytes: 1000 + n, lastModifiedMs: Date.UTC(2026, 0, 31) };
      }
    }
  }
}
