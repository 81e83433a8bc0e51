import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { transactionReader } from '../../adapters/csv/transactions.ts';
import { parquetReader } from '../../adapters/parquet/reader.ts';
import { connectDatabase, type PostgresDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { makeLog } from '../../adapters/telemetry/log.ts';
import { RUN_ROWS, SLICE_ROWS } from '../../domain/limits.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import type { Attempt } from '../../domain/ports/intent.ts';
import { testProduct } from '../../domain/tables/test-product.ts';
import type { Loader } from '../../pipeline/loader.ts';
import { type MemoryStore, memoryStore } from '../doubles/store.ts';
import { useTestDatabase } from '../stack/test-database.ts';

/** A loader over a migrated database and an empty bucket, both new for each test. */
export interface Bench {
  readonly url: string;
  readonly loader: Loader & { readonly database: PostgresDatabase };
  readonly store: MemoryStore;
  /** Lines of the log. */
  readonly logged: string[];
  /** Rows of a query, each as one JSON text. */
  query(sql: string): Promise<string[]>;
}

export function useBench(): () => Bench {
  const database = useTestDatabase();
  let client: Client;
  let bench: Bench;
  beforeAll(async () => {
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  beforeEach(async () => {
    await client.query('drop schema if exists dms_loader, dmstest cascade');
    bench = newBench(database.url, client);
    await migrate(bench.loader.database.connection, [testProduct]);
    return () => bench.loader.database.close();
  });
  afterAll(() => client.end());
  return () => bench;
}

function newBench(url: string, client: Client): Bench {
  const logged: string[] = [];
  const store = memoryStore();
  const loader = {
    database: connectDatabase({ url }),
    store,
    reader: parquetReader,
    transactions: transactionReader,
    routes: makeRoutes([testProduct], []),
    clock: Date,
    log: makeLog({ level: 'debug', write: line => logged.push(line) }),
    packageVersion: '1.0.0',
    runRows: RUN_ROWS,
    sliceRows: SLICE_ROWS,
  };
  const query = async (sql: string): Promise<string[]> =>
    (await client.query<Record<string, unknown>>(sql)).rows.map(row => JSON.stringify(row));
  return { url, loader, store, logged, query };
}

export function attemptOf(fields: Partial<Attempt> = {}): Attempt {
  const startedAtMs = Date.now();
  return { messageId: 'm1', receiveCount: 1, startedAtMs, deadlineMs: startedAtMs + 60_000, ...fields };
}
