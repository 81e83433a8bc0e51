/**
 * One large full-load file, loaded under a short time limit by consumers that are killed at random moments, against the same
 * file loaded in one go: the tables have to be equal, and the ledger has to show that no row was committed twice.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import pg from 'pg';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { productFile } from '../../bench/files/product-file.ts';
import { benchProduct } from '../../bench/table.ts';
import { seededRandom } from '../promises/support/orders.ts';
import { createDatabase } from '../stack/postgres.ts';
import { startStack } from '../stack/stack.ts';
import { runConsumer, type Tally } from './lambda-service.ts';

export interface Trial {
  readonly serverUrl: string;
  readonly rows: number;
  /** Time of an invocation. */
  readonly seconds: number;
  readonly consumers: number;
  /** As many as can be before the file is loaded. */
  readonly kills: number;
  /** An invocation that is killed is killed within so many seconds. */
  readonly killWithinSeconds: number;
  readonly runRows: number;
  readonly sliceRows: number;
  readonly seed: number;
}

export interface Verdict extends Tally {
  /** Of the whole load. */
  seconds: number;
  state: string;
  slices: number;
  runs: number;
  rowsRead: number;
  /** Rows that no run or several runs of the ledger have; none is right. */
  rowsAmiss: number;
  deadLetters: number;
  /** The same for two tables with the same rows and positions. */
  content: string;
}

const KEY = 'dmstest/test_product/LOAD00000001.parquet';
const TABLES = join(import.meta.dirname, 'tables/bench.ts');

export async function endure(trial: Trial): Promise<Verdict> {
  const databaseUrl = await createDatabase(trial.serverUrl);
  await migrateTo(databaseUrl);
  const stack = await startStack({ databaseUrl, visibilityTimeoutSeconds: 600 });
  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  const tally: Tally = { invocations: 0, kills: 0, timeouts: 0, thrown: [], peakMib: 0 };
  const random = seededRandom(trial.seed);
  const nextKillMs = (): number | undefined =>
    tally.kills < trial.kills ? 50 + random() * 1000 * trial.killWithinSeconds : undefined;
  const environment = {
    ...stack.environment,
    LOADER_TABLES: TABLES,
    LOADER_RUN_ROWS: String(trial.runRows),
    LOADER_SLICE_ROWS: String(trial.sliceRows),
    LOADER_LOG_LEVEL: 'error',
  };
  const stop = new AbortController();
  try {
    const body = await readFile(productFile(trial.rows, { number: 1, op: 'I' }));
    await stack.s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key: KEY, Body: body }));
    const start = performance.now();
    const service = { stack, environment, seconds: trial.seconds, nextKillMs, tally };
    const consumers = Array.from({ length: trial.consumers }, () => runConsumer(service, stop.signal));
    await untilLoaded(sql, stack.sqs, stack.deadLetterQueueUrl);
    const seconds = (performance.now() - start) / 1000;
    stop.abort();
    await Promise.all(consumers);
    const deadLetters = await waiting(stack.sqs, stack.deadLetterQueueUrl);
    return { ...tally, seconds, deadLetters, ...(await ledgerOf(sql)), content: await contentOf(sql) };
  } finally {
    stop.abort();
    await sql.end();
    await stack.stop();
  }
}

async function migrateTo(url: string): Promise<void> {
  const database = connectDatabase({ url });
  await migrate(database.connection, [benchProduct]);
  await database.close();
}

type Sqs = Parameters<typeof waiting>[0];

const LONGEST_SECONDS = 3600;

/** Or until a message is dead or every invocation fails, which no waiting heals. */
async function untilLoaded(sql: pg.Client, sqs: Sqs, deadLetterQueueUrl: string): Promise<void> {
  const endMs = performance.now() + LONGEST_SECONDS * 1000;
  while (performance.now() < endMs) {
    const { rows } = await sql.query("select from dms_loader.object_load where state = 'loaded'");
    if (rows.length > 0 || (await waiting(sqs, deadLetterQueueUrl)) > 0) {
      return;
    }
    await pause(50);
  }
}

async function waiting(sqs: Awaited<ReturnType<typeof startStack>>['sqs'], queueUrl: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] });
  const { Attributes = {} } = await sqs.send(command);
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

const LEDGER = `with run as (
  select slice, first_row, before_row,
    lag(before_row, 1, 1::bigint) over (order by first_row) as before_previous
  from dms_loader.load_attempt where first_row is not null)
select (select string_agg(state, ',') from dms_loader.object_load) as state,
  (select sum(rows_read)::float8 from dms_loader.table_load) as "rowsRead",
  (select count(*)::integer from dms_loader.object_slice) as slices, count(*)::integer as runs,
  coalesce(sum(abs(first_row - before_previous)), 0)::float8
    + abs((select count(*) from dms_loader_content) - coalesce(max(before_row) - 1, 0))::float8 as "rowsAmiss"
from run`;

async function ledgerOf(
  sql: pg.Client,
): Promise<Pick<Verdict, 'state' | 'rowsRead' | 'slices' | 'runs' | 'rowsAmiss'>> {
  await sql.query('create or replace temporary view dms_loader_content as select from dmstest.test_product');
  const { rows } = await sql.query<Pick<Verdict, 'state' | 'rowsRead' | 'slices' | 'runs' | 'rowsAmiss'>>(LEDGER);
  const [found] = rows;
  if (found === undefined) {
    throw new Error('the ledger cannot be read');
  }
  return found;
}

/** All columns but the two that differ between two loads of one file: when it was put there, and the number of its load. */
const CONTENT = `select count(*) || ' rows, ' || coalesce(sum(hashtextextended(
  (to_jsonb(t) - '_dms_load' - '_dms_written_at')::text, 0)::numeric), 0) as content from dmstest.test_product t`;

async function contentOf(sql: pg.Client): Promise<string> {
  const { rows } = await sql.query<{ content: string }>(CONTENT);
  return rows[0]?.content ?? '';
}
