/**
 * Reads every batch of a local Parquet file within so much memory and prints how many rows it gave and the most memory that the
 * process had, as JSON: a process of its own, so that nothing else is measured.
 */
import { openLocalFile } from '../../../adapters/files/local-file.ts';
import { peakMemoryMib } from '../../../bench/peak-memory.ts';
import { LoaderError } from '../../../domain/errors.ts';
import { formatReader } from '../../../handlers/wire.ts';

const [, , path = '', memoryMib = ''] = process.argv;
const object = await openLocalFile(path, { bucket: 'landing', key: 'dmstest/test_product/LOAD00000001.parquet' });
let rows = 0;
let message: string | undefined;
try {
  const file = await formatReader({ memoryMib: Number(memoryMib) }).open(object, { kind: 'parquet' });
  for await (const batch of file.read(file.columns.map(({ name }) => name))) {
    rows += batch.rowCount;
  }
} catch (error) {
  if (!(error instanceof LoaderError)) {
    throw error;
  }
  message = `${error.code}: ${error.message}`;
}
await object.close();
process.stdout.write(JSON.stringify({ rows, message, mebibytes: Math.round(peakMemoryMib()) }));
