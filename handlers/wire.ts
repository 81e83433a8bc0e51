/**
 * The one place where parts are put together; all else knows ports. Nothing here connects: each part does so when it is
 * first used.
 */
import { csvReader } from '../adapters/csv/reader.ts';
import { transactionReader } from '../adapters/csv/transactions.ts';
import { parquetReader } from '../adapters/parquet/reader.ts';
import { connectDatabase, type PostgresDatabase } from '../adapters/postgres/database.ts';
import { makeS3Client } from '../adapters/s3/client.ts';
import { makeObjectStore } from '../adapters/s3/object-store.ts';
import { makeSqsClient } from '../adapters/sqs/client.ts';
import { makeQueue } from '../adapters/sqs/queue.ts';
import { makeLog } from '../adapters/telemetry/log.ts';
import type { Log } from '../domain/log.ts';
import type { Routes } from '../domain/object/route.ts';
import type { FormatReader } from '../domain/ports/files.ts';
import type { ObjectStore } from '../domain/ports/store.ts';
import packageManifest from '../package.json' with { type: 'json' };
import type { Consumer } from '../pipeline/consume-batch.ts';
import type { Loader } from '../pipeline/loader.ts';
import type { Config } from './config.ts';

/** A loader over a database connection of its own, to be closed by who made it. */
export interface OwnLoader extends Loader {
  readonly database: PostgresDatabase;
  close(): Promise<void>;
}

export const formatReader: FormatReader = {
  open: (object, format) => (format.kind === 'csv' ? csvReader.open(object, format) : parquetReader.open(object)),
};

export function makeLoader(config: Config, routes: Routes, shared: { log: Log; store: ObjectStore }): OwnLoader {
  const database = connectDatabase({ url: config.databaseUrl });
  return {
    ...shared,
    database,
    reader: formatReader,
    transactions: transactionReader,
    routes,
    clock: Date,
    packageVersion: packageManifest.version,
    runRows: config.runRows,
    sliceRows: config.sliceRows,
    close: () => database.close(),
  };
}

/** A consumer over a loader of its own. */
export function makeConsumer(config: Config, routes: Routes): Consumer & { readonly loader: OwnLoader } {
  const log = makeLog({ level: config.logLevel });
  return {
    loader: makeLoader(config, routes, { log, store: s3Store() }),
    queue: makeQueue(makeSqsClient(), config.queueUrl),
    receiveLimit: config.receiveLimit,
    random: Math.random,
  };
}

export function s3Store(): ObjectStore {
  return makeObjectStore(makeS3Client());
}
