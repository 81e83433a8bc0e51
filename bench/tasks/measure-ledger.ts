/** Does a claim cost more once the ledger knows many objects? Files of one row, in turn, with an empty ledger and a full one. */
import { productFile } from '../files/product-file.ts';
import { intentFor, makeLocalLoader, type PlannedFile, planLocalFile } from '../planned-file.ts';
import { median } from '../report/lines.ts';
import type { LedgerCost } from '../report/results.ts';
import { createLoaderDatabase, prepare, withClient } from '../server.ts';
import { watchQueries } from '../watch-queries.ts';

/** The first ones are not counted. */
const WARMING_FILES = 30;

/** Objects that were loaded by the minute, each with its load and its attempt, as the loader would have written them. */
const FILL = `
with written as (
  select n, timestamptz '2020-01-01' + n * interval '1 minute' as at from generate_series(1, $1::bigint) n
), object as (
  insert into dms_loader.object_load (bucket, object_key, etag, size_bytes, state, first_seen_at, changed_at)
  select 'bench', 'dmstest/test_product/' || to_char(at, 'YYYYMMDD-HH24MISSMS') || '.parquet', md5(n::text), 1000 + n % 1000,
    'loaded', at, at from written
  returning object_load_id, bucket, object_key, first_seen_at as at
), load as (
  insert into dms_loader.table_load (object_load_id, target_schema, target_table, written_at, rows_read, rows_applied,
    rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at, loaded_at)
  select object_load_id, 'dmstest', 'test_product', at, 100, 100, 0, 0, 0, 'bench', at, at from object
)
insert into dms_loader.load_attempt (object_load_id, bucket, object_key, message_id, receive_count, outcome, started_at, ended_at)
select object_load_id, bucket, object_key, md5(object_key), 1, 'loaded', at, at from object`;

/** At a time, so that no statement holds millions of rows. */
const FILL_AT_ONCE = 500_000;

interface Costs {
  readonly claimMs: number;
  readonly loadMs: number;
}

export async function measureLedger(
  serverUrl: string,
  { objects, files, tell }: { readonly objects: number; readonly files: number; tell(progress: string): void },
): Promise<LedgerCost> {
  const urls = [await createLoaderDatabase(serverUrl), await createLoaderDatabase(serverUrl)] as const;
  await fillLedger(urls[1], objects, tell);
  const [empty, full] = [makeLocalLoader(urls[0]), makeLocalLoader(urls[1])];
  const planned = await planLocalFile(productFile(1, { number: 1, op: 'I' }), 'cdc', empty);
  const costs: { readonly empty: Costs; readonly full: Costs }[] = [];
  tell(`${files} files of one row with each ledger`);
  try {
    for (let file = 0; file < WARMING_FILES + files; file += 1) {
      const key = `dmstest/test_product/20310101-${`${file}`.padStart(9, '0')}.parquet`;
      const pair = { empty: await costOf(empty, planned, key), full: await costOf(full, planned, key) };
      costs.push(...(file < WARMING_FILES ? [] : [pair]));
    }
  } finally {
    await planned.close();
    await empty.close();
    await full.close();
  }
  const medians = (of: keyof Costs): [number, number] => [
    median(costs.map(pair => pair.empty[of])) ?? Number.NaN,
    median(costs.map(pair => pair.full[of])) ?? Number.NaN,
  ];
  return { objects, files, claimMs: medians('claimMs'), loadMs: medians('loadMs') };
}

async function fillLedger(url: string, objects: number, tell: (progress: string) => void): Promise<void> {
  await withClient(url, async client => {
    for (let filled = 0; filled < objects; filled += FILL_AT_ONCE) {
      tell(`${filled} of ${objects} objects in the ledger`);
      const sql = FILL.replace('generate_series(1,', `generate_series(${filled + 1},`);
      // Foreign keys are not asked, row by row, for what is known to be there.
      await client.query('set session_replication_role = replica');
      await client.query(sql, [Math.min(filled + FILL_AT_ONCE, objects)]);
    }
    // As autovacuum would have done, which is off here.
    await client.query('vacuum analyze');
  });
  await prepare(url, false);
}

async function costOf(
  { database }: ReturnType<typeof makeLocalLoader>,
  planned: PlannedFile,
  key: string,
): Promise<Costs> {
  const intent = intentFor(planned, { key, isFull: false });
  const batches = await Array.fromAsync(planned.changes());
  const claim = watchClaim();
  const start = performance.now();
  await database.findObject(intent.object);
  const load = await database.beginLoad(intent);
  if ('kind' in load) {
    throw new Error(`${key} is ${load.kind}`);
  }
  for (const batch of batches) {
    await load.add({ ...batch, writtenAtMicros: intent.writtenAtMicros });
  }
  const { kind } = await load.commit();
  const loadMs = performance.now() - start;
  if (kind !== 'loaded') {
    throw new Error(`${key} is ${kind}`);
  }
  return { claimMs: claim.end(), loadMs };
}

/** Times the message that has the claim, up to its answer. */
function watchClaim(): { end(): number } {
  let claimMs = Number.NaN;
  const stop = watchQueries((text, _client, answer) => {
    if (text.includes('into dms_loader.object_load')) {
      const sentAt = performance.now();
      answer?.then(
        () => {
          claimMs = performance.now() - sentAt;
        },
        () => undefined,
      );
    }
  });
  return {
    end() {
      stop();
      return claimMs;
    },
  };
}
