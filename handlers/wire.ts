/**
 * The one place where parts are put together; all else knows ports. Nothing here connects: each part does so when it is
 * first used. The SDK's clients and the file readers are not even loaded before: a cold start pays for those that its first
 * message needs.
 */
import { connectDatabase, type PostgresDatabase } from '../adapters/postgres/database.ts';
import { makeLog } from '../adapters/telemetry/log.ts';
import { DEFAULT_MEMORY_MIB } from '../domain/limits.ts';
import type { Log } from '../domain/log.ts';
import { memoryShares } from '../domain/memory-shares.ts';
import type { Routes } from '../domain/object/route.ts';
import type { FormatReader } from '../domain/ports/files.ts';
import type { Queue } from '../domain/ports/queue.ts';
import type { ObjectStore } from '../domain/ports/store.ts';
import type { TransactionReader } from '../domain/ports/transactions.ts';
import packageManifest from '../package.json' with { type: 'json' };
import type { Consumer } from '../pipeline/consume-batch.ts';
import type { Loader } from '../pipeline/loader.ts';
import { boundHeap } from './bound-heap.ts';
import type { Config } from './config.ts';
import { keepingMemory } from './keep-memory.ts';
import { lazyQueue, lazyStore } from './lazy.ts';

/** A loader over a database connection of its own, to be closed by who made it. */
export interface OwnLoader extends Loader {
  readonly database: PostgresDatabase;
  close(): Promise<void>;
}

/** What the readers' bounds follow from: the memory of the process, and how many readers work in it at the same time. */
export interface ReaderMemory {
  readonly memoryMib: number;
  readonly readers?: number;
}

const DEFAULT_MEMORY: ReaderMemory = { memoryMib: DEFAULT_MEMORY_MIB };

export function formatReader({ memoryMib, readers }: ReaderMemory = DEFAULT_MEMORY): FormatReader {
  const shares = memoryShares(memoryMib, readers);
  return {
    async open(object, format) {
      if (format.kind === 'csv') {
        const { csvReaderWithin } = await import('../adapters/csv/reader.ts');
        return keepingMemory(await csvReaderWithin(shares).open(object, format), memoryMib);
      }
      const { parquetReaderWithin } = await import('../adapters/parquet/reader.ts');
      return keepingMemory(await parquetReaderWithin(shares).open(object), memoryMib);
    },
  };
}

function transactionReader({ memoryMib, readers }: ReaderMemory): TransactionReader {
  const shares = memoryShares(memoryMib, readers);
  return {
    async *read(object, format) {
      const { transactionReaderWithin } = await import('../adapters/csv/transactions.ts');
      yield* transactionReaderWithin(shares).read(object, format);
    },
  };
}

/** What loaders have in common: `readers` of them work at the same time, one if it is not said. */
interface Shared {
  readonly log: Log;
  readonly store: ObjectStore;
  readonly readers?: number;
}

export function makeLoader(config: Config, routes: Routes, { log, store, readers = 1 }: Shared): OwnLoader {
  const { memoryMib, databaseUrl } = config;
  boundHeap(memoryMib);
  const database = connectDatabase({ url: databaseUrl });
  return {
    log,
    store,
    database,
    reader: formatReader({ memoryMib, readers }),
    readerMemoryMib: Math.floor(memoryMib / readers),
    transactions: transactionReader({ memoryMib, readers }),
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
    queue: sqsQueue(config.queueUrl),
    receiveLimit: config.receiveLimit,
    random: Math.random,
  };
}

export function s3Store(): ObjectStore {
  return lazyStore(async () => {
    const [{ makeS3Client }, { makeObjectStore }] = await Promise.all([
      import('../adapters/s3/client.ts'),
      import('../adapters/s3/object-store.ts'),
    ]);
    return makeObjectStore(makeS3Client());
  });
}

/** Most messages are acknowledged by the function's answer alone; SQS is called for those that come back or go on. */
function sqsQueue(queueUrl: string): Queue {
  return lazyQueue(async () => {
    const [{ makeSqsClient }, { makeQueue }] = await Promise.all([
      import('../adapters/sqs/client.ts'),
      import('../adapters/sqs/queue.ts'),
    ]);
    return makeQueue(makeSqsClient(), queueUrl);
  });
}
