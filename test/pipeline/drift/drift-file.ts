/** Parquet files of any columns, by another writer than the reader under test, and a loader over a table of one's own. */
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { Client } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { transactionReader } from '../../../adapters/csv/transactions.ts';
import { connectDatabase, type PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { migrate } from '../../../adapters/postgres/migrate.ts';
import { makeLog } from '../../../adapters/telemetry/log.ts';
import { RUN_ROWS, SLICE_ROWS } from '../../../domain/limits.ts';
import { makeRoutes } from '../../../domain/object/route.ts';
import type { Table } from '../../../domain/table/table.ts';
import { formatReader } from '../../../handlers/wire.ts';
import { loadObject } from '../../../pipeline/load-object.ts';
import type { Loader, LoadResult } from '../../../pipeline/loader.ts';
import { memoryStore } from '../../doubles/store.ts';
import { changesKey, loadKey } from '../../factories/dms-files.ts';
import { useTestDatabase } from '../../stack/test-database.ts';
import { attemptOf } from '../bench.ts';

const OPTIONAL = { repetition_type: 'OPTIONAL' } as const;

/** How a column stands in a file. */
export const KINDS = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', ...OPTIONAL },
  int16: { type: 'INT32', converted_type: 'INT_16', ...OPTIONAL },
  int32: { type: 'INT32', ...OPTIONAL },
  int64: { type: 'INT64', ...OPTIONAL },
  decimal9x2: { type: 'INT64', converted_type: 'DECIMAL', precision: 9, scale: 2, ...OPTIONAL },
  decimal15x4: { type: 'INT64', converted_type: 'DECIMAL', precision: 15, scale: 4, ...OPTIONAL },
  double: { type: 'DOUBLE', ...OPTIONAL },
  float: { type: 'FLOAT', ...OPTIONAL },
  boolean: { type: 'BOOLEAN', ...OPTIONAL },
  bytes: { type: 'BYTE_ARRAY', ...OPTIONAL },
  date: { type: 'INT32', converted_type: 'DATE', ...OPTIONAL },
  time: { type: 'INT64', logical_type: { type: 'TIME', isAdjustedToUTC: false, unit: 'MICROS' }, ...OPTIONAL },
  timestamp: {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
    ...OPTIONAL,
  },
} as const satisfies Record<string, Omit<SchemaElement, 'name'>>;

/** A column by its name in the file: what it is, then one value a row, in the form in which Parquet stores it. */
export type FileColumns = Readonly<Record<string, readonly [keyof typeof KINDS, ...unknown[]]>>;

function driftFile(columns: FileColumns): Uint8Array {
  const entries = Object.entries(columns);
  const schema = entries.map(([name, [kind]]) => ({ name, ...KINDS[kind] }));
  const file = parquetWriteBuffer({
    schema: [{ name: 'root', num_children: entries.length }, ...schema],
    columnData: entries.map(([name, [, ...values]]) => ({ name, data: values as never[] })),
    codec: 'UNCOMPRESSED',
  });
  return new Uint8Array(file);
}

/** A loader over one table, migrated anew by `begin`. */
export interface DriftBench {
  begin(table: Table): Promise<Loader & { readonly database: PostgresDatabase }>;
  /** Puts a file under the next time of a change file, or as a LOAD file; gives its key. */
  put(columns: FileColumns, kind?: 'load' | 'cdc'): string;
  /** Loads what stands under a key, as if S3 had announced it. */
  loadKey(key: string, loader?: Loader): Promise<LoadResult>;
  /** Both. */
  load(columns: FileColumns, kind?: 'load' | 'cdc'): Promise<LoadResult>;
  /** Loads what was put last, once more. */
  again(loader?: Loader): Promise<LoadResult>;
  query(sql: string): Promise<unknown[]>;
  loader(): Loader;
  readonly url: string;
}

const FOLDERS = 'shop/item';

export function useDriftBench(): DriftBench {
  const database = useTestDatabase();
  const store = memoryStore();
  let sql: Client;
  let loader: (Loader & { readonly database: PostgresDatabase }) | undefined;
  let files = 0;
  let last = '';
  const bench: DriftBench = {
    get url() {
      return database.url;
    },
    async begin(table) {
      await loader?.database.close();
      await sql.query('drop schema if exists dms_loader cascade; drop schema if exists shop cascade');
      loader = {
        database: connectDatabase({ url: database.url }),
        store,
        reader: formatReader(),
        transactions: transactionReader,
        routes: makeRoutes([table], []),
        clock: Date,
        log: makeLog({ level: 'error', write: () => undefined }),
        packageVersion: '1.0.0',
        runRows: RUN_ROWS,
        sliceRows: SLICE_ROWS,
      };
      await migrate(loader.database.connection, [table]);
      return loader;
    },
    loader() {
      if (loader === undefined) {
        throw new Error('begin() was not called');
      }
      return loader;
    },
    put(columns, kind = 'cdc') {
      files += 1;
      const writtenAt = new Date(Date.UTC(2026, 0, 1, 0, 0, files));
      last = kind === 'load' ? loadKey(files, FOLDERS) : changesKey(digitsOf(writtenAt), FOLDERS);
      store.put(last, driftFile(columns), writtenAt.getTime());
      return last;
    },
    load: (columns, kind) => bench.loadKey(bench.put(columns, kind)),
    again: by => bench.loadKey(last, by),
    loadKey: (key, by = bench.loader()) => loadObject(store.place(key), attemptOf(), by),
    query: async text => (await sql.query<Record<string, unknown>>(text)).rows,
  };
  beforeAll(async () => {
    sql = new Client({ connectionString: database.url });
    await sql.connect();
  });
  afterAll(async () => {
    await loader?.database.close();
    await sql.end();
  });
  return bench;
}

function digitsOf(time: Date): string {
  return time.toISOString().replaceAll(/\D/gu, '');
}
