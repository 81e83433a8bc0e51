import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { transactionReader } from '../../adapters/csv/transactions.ts';
import { connectDatabase, type PostgresDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { makeLog } from '../../adapters/telemetry/log.ts';
import { RUN_ROWS, SLICE_ROWS } from '../../domain/limits.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import type { Database } from '../../domain/ports/database.ts';
import type { Table } from '../../domain/table/table.ts';
import { formatReader } from '../../handlers/wire.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { Loader, LoadResult } from '../../pipeline/loader.ts';
import { type MemoryStore, memoryStore } from '../doubles/store.ts';
import { CUSTOMER, ORDERS, SHOP_SOURCE } from '../factories/shop.ts';
import { useTestDatabase } from '../stack/test-database.ts';
import { attemptOf } from './bench.ts';

/** A loader of CUSTOMER and ORDERS, and an empty bucket, both new for each test. */
export interface ShopBench {
  readonly url: string;
  readonly loader: Loader & { readonly database: PostgresDatabase };
  readonly store: MemoryStore;
  readonly logged: string[];
  /** Another connection, closed after the test. */
  connect(url?: string): PostgresDatabase;
  /** Puts a file and loads it. */
  announce(key: string, bytes: Uint8Array, changed?: Partial<Loader>): Promise<LoadResult>;
  /** Rows of a query, each as its values. */
  rows(sql: string): Promise<unknown[][]>;
}

export function useShop(tables: readonly Table[] = [CUSTOMER, ORDERS]): () => ShopBench {
  const database = useTestDatabase();
  let client: Client;
  let bench: ShopBench;
  beforeAll(async () => {
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  beforeEach(async () => {
    await client.query('drop schema if exists dms_loader, shop cascade');
    const opened: PostgresDatabase[] = [];
    bench = newBench({ url: database.url, client, opened }, tables);
    await migrate(bench.loader.database.connection, tables);
    return () => Promise.all(opened.map(one => one.close()));
  });
  afterAll(() => client.end());
  return () => bench;
}

interface Server {
  readonly url: string;
  readonly client: Client;
  readonly opened: PostgresDatabase[];
}

function newBench({ url, client, opened }: Server, tables: readonly Table[]): ShopBench {
  const logged: string[] = [];
  const store = memoryStore();
  const connect = (to = url): PostgresDatabase => {
    const made = connectDatabase({ url: to });
    opened.push(made);
    return made;
  };
  const loader = {
    database: connect(),
    store,
    reader: formatReader(),
    transactions: transactionReader,
    routes: makeRoutes(tables, [SHOP_SOURCE]),
    clock: Date,
    log: makeLog({ level: 'debug', write: line => logged.push(line) }),
    packageVersion: '1.0.0',
    runRows: RUN_ROWS,
    sliceRows: SLICE_ROWS,
  };
  return {
    url,
    loader,
    store,
    logged,
    connect,
    announce: (key, bytes, changed = {}) => loadObject(store.put(key, bytes), attemptOf(), { ...loader, ...changed }),
    rows: async sql => (await client.query({ text: sql, rowMode: 'array' })).rows,
  };
}

/** The same loader over another database connection. */
export function over(bench: ShopBench, database: Database): Partial<Loader> {
  return { ...bench.loader, database };
}
