/**
 * One object loaded in a fresh process, as a new Lambda instance does it: `measured-load.ts <bucket> <key> [quarantine]`,
 * with the environment of the loader; with `quarantine`, bad rows are set aside. Prints its figures as JSON.
 */

import { makeLog } from '../adapters/telemetry/log.ts';
import { makeRoutes } from '../domain/object/route.ts';
import { readConfig } from '../handlers/config.ts';
import { makeLoader, s3Store } from '../handlers/wire.ts';
import { loadObject } from '../pipeline/load-object.ts';
import { peakMemoryMib } from './peak-memory.ts';
import { countSearchStatements } from './search-statements.ts';
import { benchProduct } from './table.ts';

const HOUR_MS = 3_600_000;

const [bucket = '', key = '', policy = ''] = process.argv.slice(2);
const table = policy === 'quarantine' ? { ...benchProduct, quarantine: { rows: 100, percent: 100 } } : benchProduct;
const searchStatements = countSearchStatements();
const config = readConfig(process.env, ['database']);
const shared = { log: makeLog({ level: 'error' }), store: s3Store() };
const loader = makeLoader(config, makeRoutes([table], []), shared);
const startedAtMs = Date.now();
const attempt = { messageId: 'bench', receiveCount: 1, startedAtMs, deadlineMs: startedAtMs + HOUR_MS };

const start = performance.now();
const { outcome, error, counts } = await loadObject({ bucket, key }, attempt, loader);
const seconds = (performance.now() - start) / 1000;
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
  }),
);
