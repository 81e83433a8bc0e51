import { makeLog } from '../../adapters/telemetry/log.ts';
import { readConfig } from '../config.ts';
import { loadRoutes } from '../tables.ts';
import { runWorker } from '../worker.ts';
import type { Call } from './command.ts';
import type { ExitCode } from './output.ts';

/** What container runtimes and terminals send to end a process. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** `dms-loader worker`: consumes the queue until it is told to stop. */
export async function runWorkerCommand({ environment }: Call): Promise<ExitCode> {
  const config = readConfig(environment, ['database', 'queue']);
  const routes = await loadRoutes(config.tablesPath);
  const stop = new AbortController();
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => stop.abort());
  }
  const end = await runWorker({ config, routes, log: makeLog({ level: config.logLevel }), stop: stop.signal });
  if (end === 'cut-off') {
    // What is cut off would keep the process alive until it ends by itself.
    process.exit(1);
  }
  return 0;
}
