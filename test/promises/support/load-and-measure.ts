import { RUN_ROWS, SLICE_ROWS } from '../../../domain/limits.ts';
/**
 * Loads one local file into the database of DATABASE_URL and prints the outcome and the most memory that the process had, as
 * JSON: a process of its own, so that nothing else is measured.
 */

import { transactionReader } from '../../../adapters/csv/transactions.ts';
import { openLocalFile } from '../../../adapters/files/local-file.ts';
import { parquetReader } from '../../../adapters/parquet/reader.ts';
import { connectDatabase } from '../../../adapters/postgres/database.ts';
import { peakMemoryMib } from '../../../bench/peak-memory.ts';
import { makeRoutes } from '../../../domain/object/route.ts';
import { testProduct } from '../../../domain/tables/test-product.ts';
import { loadObject } from '../../../pipeline/load-object.ts';

const [, , path = '', key = ''] = process.argv;
const silent = (): void => undefined;
const database = connectDatabase({ url: `${process.env['DATABASE_URL']}` });
const startedAtMs = Date.now();
const result = await loadObject(
  { bucket: 'landing', key },
  { messageId: 'measured', receiveCount: 1, startedAtMs, deadlineMs: startedAtMs + 300_000 },
  {
    database,
    store: { open: place => openLocalFile(path, place) },
    reader: parquetReader,
    transactions: transactionReader,
    routes: makeRoutes([testProduct], []),
    clock: Date,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    packageVersion: '0.0.0',
    runRows: RUN_ROWS,
    sliceRows: SLICE_ROWS,
  },
);
await database.close();
const mebibytes = Math.round(peakMemoryMib());
process.stdout.write(
  JSON.stringify({ outcome: result.outcome, read: result.counts?.read, error: result.error?.message, mebibytes }),
);
