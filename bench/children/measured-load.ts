/**
 * One object loaded in a fresh process, as a new Lambda instance does it: `measured-load.ts <bucket> <key> [quarantine]`,
 * with the environment of the loader; with `quarantine`, bad rows are set aside. Prints its figures as JSON.
 */

// Loaded at their first use otherwise; no imports are measured, those of the rivals neither.
import '../../adapters/parquet/reader.ts';
import '../../adapters/s3/client.ts';
import '../../adapters/s3/object-store.ts';
import { makeLog } from '../../adapters/telemetry/log.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import { readConfig } from '../../handlers/config.ts';
import { makeLoader, s3Store } from '../../handlers/wire.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { LoadResult, ObjectPlace } from '../../pipeline/loader.ts';
import { peakMemoryMib } from '../peak-memory.ts';
import { countSearchStatements } from '../search-statements.ts';
import { watchPhases } from '../statement-phases.ts';
import { benchProduct } from '../table.ts';

const HOUR_MS = 3_600_000;

const [bucket = '', key = '', policy = ''] = process.argv.slice(2);
const table = policy === 'quarantine' ? { ...benchProduct, quarantine: { rows: 100, percent: 100 } } : benchProduct;
const searchStatements = countSearchStatements();
const phases = watchPhases();
const config = readConfig(process.env, ['database']);
const shared = { log: makeLog({ level: 'error' }), store: s3Store() };
const loader = makeLoader(config, makeRoutes([table], []), shared);

const start = performance.now();
const { outcome, error, counts } = await loadToItsEnd({ bucket, key });
const seconds = (performance.now() - start) / 1000;
const server = phases.end();
await loader.close();

const peakRssMib = peakMemoryMib();
console.log(
  JSON.stringify({
    outcome,
    error: error?.message,
    applied: counts?.applied,
    seconds,
    peakRssMib,
    searchStatements: searchStatements(),
    ...server,
  }),
);

/** A file that takes several attempts is gone on with at once; the last one answers with the counts of all. */
async function loadToItsEnd(place: ObjectPlace): Promise<LoadResult> {
  for (;;) {
    const startedAtMs = Date.now();
    const attempt = { messageId: 'bench', receiveCount: 1, startedAtMs, deadlineMs: startedAtMs + HOUR_MS };
    const result = await loadObject(place, attempt, loader);
    if (result.outcome !== 'continued') {
      return result;
    }
  }
}
