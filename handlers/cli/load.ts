import { makeS3Client } from '../../adapters/s3/client.ts';
import { listKeys } from '../../adapters/s3/list-keys.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import { answerTo } from '../../domain/outcome.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { LoadResult, ObjectPlace } from '../../pipeline/loader.ts';
import { readConfig } from '../config.ts';
import { loadRoutes } from '../tables.ts';
import { makeLoader, type OwnLoader, s3Store } from '../wire.ts';
import type { Call } from './command.ts';
import { itemsOf, type LoadItem } from './load-items.ts';
import { asAsked, asDocument, summary, toldOf } from './load-report.ts';
import { type LocalStore, makeLocalStore } from './local-store.ts';
import type { ExitCode, Output } from './output.ts';
import { makeTerminalLog } from './terminal-log.ts';

/** `dms-loader load`: the same path as a message takes, without the queue. */
export async function runLoad({ args, options, environment, output }: Call): Promise<ExitCode> {
  const config = readConfig(environment, ['database']);
  const routes = await loadRoutes(config.tablesPath);
  const request = {
    args,
    as: textOf(options['as']),
    root: textOf(options['root']),
    writtenAt: textOf(options['writtenAt']),
  };
  const items = await itemsOf(request, (bucket, prefix) => listKeys(makeS3Client(), bucket, prefix));
  const store = makeLocalStore(items, s3Store());
  const loader = makeLoader(config, routes, { log: makeTerminalLog(output), store });
  try {
    // Fails at once, and once, where every file would.
    await loader.database.connection.client();
    const results = await loadAll(items, { loader, store, output, objectSeconds: config.objectSeconds });
    const problems = items.length - results.filter(isFine).length;
    output.answer(summary(results, items.length), {
      objects: results.map(asDocument),
      files: items.length,
      problems,
    });
    return problems === 0 ? 0 : 1;
  } finally {
    await loader.close();
  }
}

function isFine({ outcome, error }: LoadResult): boolean {
  return answerTo(outcome) === 'acknowledge' && error === undefined;
}

/** Errors that every other file would meet too. */
const HOPELESS: readonly ErrorCode[] = ['DATABASE_ACCESS', 'DATABASE_UNAVAILABLE', 'LEDGER_NOT_MIGRATED'];

interface Work {
  readonly loader: OwnLoader;
  readonly store: LocalStore;
  readonly output: Output;
  readonly objectSeconds: number;
}

async function loadAll(items: readonly LoadItem[], work: Work): Promise<readonly LoadResult[]> {
  const results: LoadResult[] = [];
  for (const item of items) {
    const result = await loadOne(item, work);
    results.push(result);
    const left = items.length - results.length;
    if (left > 0 && result.error !== undefined && HOPELESS.includes(result.error.code)) {
      work.output.progress(
        `stopped: ${left === 1 ? 'the file that is left' : `the ${left} files that are left`} would meet the same`,
      );
      break;
    }
  }
  return results;
}

async function loadOne(item: LoadItem, { loader, store, output, objectSeconds }: Work): Promise<LoadResult> {
  const startedAtMs = Date.now();
  const attempt = {
    messageId: 'command-line',
    receiveCount: 1,
    startedAtMs,
    deadlineMs: startedAtMs + objectSeconds * 1000,
  };
  const result = asAsked(item, await loadObject(placeOf(item), attempt, loader));
  await store.closeFiles();
  output.progress(...toldOf(result, Date.now() - startedAtMs));
  return result;
}

function placeOf({ bucket, key, writtenAtMs }: LoadItem): ObjectPlace {
  return { bucket, key, writtenAtMs };
}

function textOf(option: unknown): string | undefined {
  return typeof option === 'string' ? option : undefined;
}
