/** Made-up data for pictures of the console: a day of loads of three tables, some failures, and dead letters of every kind. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { Client } from 'pg';
import { s3Notification, s3Record } from '../factories/notification.ts';
import { productFile } from '../factories/product-file.ts';
import type { Stack } from './stack.ts';

/** A file that the pictures trace. */
export const TRACED = 'dmstest/test_product/2026/03/01/20260301-010203456.parquet';
/** Files whose bytes are refused. */
const BROKEN = [1, 2, 3].map(n => `dmstest/test_product/2026/03/01/20260301-02020${n}000.parquet`);
/** Files that were announced and could not be loaded in time. */
const WAITING = [1, 2, 3, 4].map(n => `dmstest/test_product/2026/03/02/20260302-03020${n}000.parquet`);

/** Real files, to be loaded by who calls this. */
export async function putFiles(stack: Stack): Promise<void> {
  const rows = Array.from({ length: 200 }, (_, at) => ({ id: BigInt(at + 1), name: `product ${at + 1}`, active: 'Y' }));
  await put(stack, TRACED, productFile(rows));
  for (const key of BROKEN) {
    await put(stack, key, new Uint8Array(40));
  }
}

/** A day of loads that never were, behind the real ones, and the letters. */
export async function fillLedger(stack: Stack): Promise<void> {
  const client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
  await client.query(DAY);
  await client.end();
  for (const key of WAITING) {
    await put(stack, key, productFile([{ id: 1n }]));
  }
  const letters = [
    ...WAITING.map(key => event(stack, key)),
    ...BROKEN.map(key => event(stack, key)),
    event(stack, TRACED),
    event(stack, 'dmstest/test_product/2026/02/11/20260211-120000000.parquet'),
    event(stack, 'hr/salaries/LOAD00000001.parquet'),
  ];
  for (const body of letters) {
    await stack.sqs.send(new SendMessageCommand({ QueueUrl: stack.deadLetterQueueUrl, MessageBody: body }));
  }
}

async function put({ s3, bucket }: Stack, key: string, bytes: Uint8Array): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
}

function event({ bucket }: Stack, key: string): string {
  const record = s3Record({}, { key, size: 40, eTag: '0123456789abcdef0123456789abcdef' });
  return s3Notification({ ...record, s3: { ...(record['s3'] as object), bucket: { name: bucket } } });
}

/** Every two minutes a file; more rows by day than by night, and one hour in which a table was late. */
const DAY = `
with load as (
  select n, now() - n * interval '2 minutes' as at, (array['test_product', 'test_order', 'test_customer'])[1 + n % 3] as name
  from generate_series(1, 720) n),
object as (
  insert into dms_loader.object_load (bucket, object_key, etag, size_bytes, state, first_seen_at, changed_at, last_error_code, last_error_message)
  select 'landing', format('dmstest/%s/%s.parquet', name, to_char(at, 'YYYY/MM/DD/YYYYMMDD-HH24MISS000')), md5(n::text), 20000 + n * 37 % 9000,
    case when n % 90 = 40 then 'failed' else 'loaded' end, at, at,
    case when n % 90 = 40 then 'CONSTRAINT_VIOLATED' end,
    case when n % 90 = 40 then format('s3://landing/dmstest/%s/%s.parquet, row %s: breaks the foreign key test_order_customer_fkey of dmstest.test_order; load what it refers to first', name, n, n % 50 + 1) end
  from load order by n desc returning object_load_id, object_key, state, changed_at)
insert into dms_loader.table_load (object_load_id, target_schema, target_table, written_at, rows_read, rows_applied, rows_unchanged,
  rows_superseded, rows_quarantined, mapping_fingerprint, started_at, loaded_at)
select object_load_id, 'dmstest', split_part(object_key, '/', 2), changed_at - lag, total, total, 0, 0, 0, repeat('ab', 32),
  changed_at - (0.4 + object_load_id % 7 * 0.3) * interval '1 second', changed_at
from object, lateral (select (200 + 900 * (1 + sin(extract(epoch from changed_at) / 13750)) + object_load_id * 61 % 300)::int as total,
  case when split_part(object_key, '/', 2) = 'test_order' and changed_at between now() - interval '9 hours' and now() - interval '8 hours'
    then interval '25 minutes' else (40 + object_load_id * 17 % 50) * interval '1 second' end as lag) as figures
where state = 'loaded'`;
