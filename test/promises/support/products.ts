import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { transactionReader } from '../../../adapters/csv/transactions.ts';
import { parquetReader } from '../../../adapters/parquet/reader.ts';
import { connectDatabase, type PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { migrate } from '../../../adapters/postgres/migrate.ts';
import { RUN_ROWS, SLICE_ROWS } from '../../../domain/limits.ts';
import type { Log } from '../../../domain/log.ts';
import { makeRoutes } from '../../../domain/object/route.ts';
import type { Database } from '../../../domain/ports/database.ts';
import type { Attempt } from '../../../domain/ports/intent.ts';
import type { ObjectStore } from '../../../domain/ports/store.ts';
import { testProduct } from '../../../domain/tables/test-product.ts';
import type { Loader } from '../../../pipeline/loader.ts';
import { lookAtLedger } from '../../stack/ledger-sums.ts';
import { useTestDatabase } from '../../stack/test-database.ts';

export interface Products {
  readonly url: string;
  readonly sql: pg.Client;
  /** Another connection for loads, closed at the end. */
  connect(): PostgresDatabase;
  /** Empties target, tombstones and ledger. */
  empty(): Promise<void>;
}

const TABLES = [
  'dms_loader.load_attempt',
  'dms_loader.table_load',
  'dms_loader.object_slice',
  'dms_loader.object_load',
  'dms_loader.table_floor',
  'dms_loader.dmstest__test_product__tombstone',
  'dmstest.test_product',
];
const EMPTY = TABLES.map(table => `delete from ${table}`).join('; ');

/** Gives a test file a database of its own with the shipped mapping's target; call it at the head of the file. */
export function useProducts(): Products {
  const database = useTestDatabase();
  const opened: PostgresDatabase[] = [];
  let sql: pg.Client | undefined;
  beforeAll(async () => {
    sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
    await migrate(connect().connection, [testProduct]);
  });
  afterAll(async () => {
    await Promise.all(opened.map(one => one.close()));
    await sql?.end();
  });

  function connect(): PostgresDatabase {
    const made = connectDatabase({ url: database.url });
    opened.push(made);
    return made;
  }

  return {
    get url() {
      return database.url;
    },
    get sql() {
      if (sql === undefined) {
        throw new Error('the database is there from the first beforeAll on');
      }
      return sql;
    },
    connect,
    async empty() {
      if (sql !== undefined) {
        await lookAtLedger(sql);
        await sql.query(EMPTY);
      }
    },
  };
}

const SILENT: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {
  // What a load says is in its outcome and in the ledger.
}

/** The loader as it is shipped, but for where bytes come from. */
export function productLoader(database: Database, store: ObjectStore): Loader {
  const routes = makeRoutes([testProduct], []);
  return {
    database,
    store,
    reader: parquetReader,
    transactions: transactionReader,
    routes,
    clock: Date,
    log: SILENT,
    packageVersion: '0.0.0',
    runRows: RUN_ROWS,
    sliceRows: SLICE_ROWS,
  };
}

let deliveries = 0;

/** A delivery of its own, with five minutes of time. */
export function delivery(attempt: Partial<Attempt> = {}): Attempt {
  deliveries += 1;
  const startedAtMs = Date.now();
  return {
    messageId: `message-${deliveries}`,
    receiveCount: 1,
    startedAtMs,
    deadlineMs: startedAtMs + 300_000,
    ...attempt,
  };
}
