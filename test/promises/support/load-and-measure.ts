/**
 * Loads one local file into the database of DATABASE_URL, as the shipped loader does, and prints the outcome and the most
 * memory that the process had, as JSON: a process of its own, so that nothing else is measured.
 */
import { openLocalFile } from '../../../adapters/files/local-file.ts';
import { makeLog } from '../../../adapters/telemetry/log.ts';
import { peakMemoryMib } from '../../../bench/peak-memory.ts';
import { makeRoutes } from '../../../domain/object/route.ts';
import { testProduct } from '../../../domain/tables/test-product.ts';
import { readConfig } from '../../../handlers/config.ts';
import { makeLoader } from '../../../handlers/wire.ts';
import { loadObject } from '../../../pipeline/load-object.ts';

const [, , path = '', key = ''] = process.argv;
const startedAtMs = Date.now();
const loader = makeLoader(readConfig(process.env, ['database']), makeRoutes([testProduct], []), {
  log: makeLog({ level: 'error' }),
  store: { open: place => openLocalFile(path, place) },
});
const result = await loadObject(
  { bucket: 'landing', key },
  { messageId: 'measured', receiveCount: 1, startedAtMs, deadlineMs: startedAtMs + 300_000 },
  loader,
);
await loader.close();
const mebibytes = Math.round(peakMemoryMib());
process.stdout.write(
  JSON.stringify({ outcome: result.outcome, read: result.counts?.read, error: result.error?.message, mebibytes }),
);
