import { createHash } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { runReplay } from '../../handlers/cli/replay/replay.ts';
import { keptOutput } from '../doubles/output.ts';
import { CUSTOMER, ORDERS } from '../factories/shop.ts';
import { useStack } from './stack.ts';

const stack = useStack();
const FILES = 10_000;
const FORCED = 100;
const AT_ONCE = 50;

const keyOf = (file: number): string => `erp/shop/customer/20260301-${String(100_000_000 + file).padStart(9, '0')}.csv`;
const bodyOf = (file: number): Buffer => Buffer.from(`I,${file},customer ${file}\n`);

/** The ledger and the target as after the load of all files, which would take most of the time of this test. */
const LOADED = `with file as (
  select * from jsonb_to_recordset($files$%FILES%$files$) as f (key text, etag text, size int, id int)
), object as (
  insert into dms_loader.object_load (bucket, object_key, etag, size_bytes, state)
  select '%BUCKET%', key, etag, size, 'loaded' from file returning object_load_id, object_key
), load as (
  insert into dms_loader.table_load (object_load_id, target_schema, target_table, written_at, rows_read, rows_applied,
    rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at)
  select object_load_id, 'shop', 'customer', '2026-03-01 10:00:00Z'::timestamptz + id * interval '1 ms', 1, 1, 0, 0, 0,
    '%MAPPING%', now() from object join file on key = object_key returning table_load_id, object_load_id, written_at
)
insert into shop.customer (id, name, _dms_written_at, _dms_row, _dms_load)
select id, 'customer ' || id, written_at, 1, table_load_id
from load join object using (object_load_id) join file on key = object_key`;

beforeAll(async () => {
  const database = connectDatabase({ url: stack().environment['DATABASE_URL'] ?? '' });
  await migrate(database.connection, [CUSTOMER, ORDERS]);
  await database.close();
  const files = Array.from({ length: FILES }, (_, file) => ({
    key: keyOf(file),
    etag: createHash('md5').update(bodyOf(file)).digest('hex'),
    size: bodyOf(file).length,
    id: file,
  }));
  await stack().query(
    LOADED.replace('%FILES%', JSON.stringify(files))
      .replace('%BUCKET%', stack().bucket)
      .replace('%MAPPING%', CUSTOMER.fingerprint),
  );
  for (let at = 0; at < FILES; at += AT_ONCE) {
    await Promise.all(files.slice(at, at + AT_ONCE).map(({ key, id }) => put(key, bodyOf(id))));
  }
}, 120_000);

/** The emulator looks at no signature, and making ten thousand takes longer than all else. */
async function put(key: string, body: Buffer): Promise<void> {
  const endpoint = stack().environment['AWS_ENDPOINT_URL_S3'] ?? stack().environment['AWS_ENDPOINT_URL'];
  await fetch(`${endpoint}/${stack().bucket}/${key}`, { method: 'PUT', body: new Uint8Array(body) });
}

async function replay(options: object, prefix = 'erp/') {
  const { output, said } = keptOutput();
  const environment = { ...stack().environment, LOADER_TABLES: new URL('tables/shop.ts', import.meta.url).pathname };
  const given = { sample: '5', rate: '3000', via: 'direct', ...options };
  await runReplay({ args: [`s3://${stack().bucket}/${prefix}`], options: given, environment, output });
  return said.document as { due: number; states: object; done: object };
}

const VERSIONS = `select md5(string_agg(xmin::text || id || name || _dms_load, ',' order by id)) as versions, count(*)::int as rows
  from shop.customer`;

it(`P1: a replay of ${FILES} loaded files changes no row, and a forced one of ${FORCED} neither`, {
  timeout: 60_000,
}, async () => {
  const before = await stack().query(VERSIONS);
  expect(before[0]).toContain(`"rows":${FILES}`);
  expect(await replay({ yes: true })).toMatchObject({ due: 0, states: { loaded: FILES } });
  expect(await stack().query(VERSIONS)).toEqual(before);
  // Of the times 10:00:00.000 to 10:00:00.099.
  const some = 'erp/shop/customer/20260301-1000000';
  expect(await replay({ yes: true, force: true }, some)).toMatchObject({
    due: FORCED,
    done: { outcomes: { loaded: FORCED }, rows: { applied: 0, unchanged: FORCED } },
  });
  expect(await replay({ yes: true, force: true, via: 'queue' }, some)).toMatchObject({ done: { sent: FORCED } });
  expect(await stack().query(VERSIONS)).toEqual(before);
});
