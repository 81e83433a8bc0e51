import { makeS3Client } from '../../adapters/s3/client.ts';
import { listKeys } from '../../adapters/s3/list-keys.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import { answerTo } from '../../domain/outcome.ts';
import { targetName } from '../../domain/table/table.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { LoadResult } from '../../pipeline/loader.ts';
import { readConfig } from '../config.ts';
import { loadRoutes } from '../tables.ts';
import { makeLoader, type OwnLoader, s3Store } from '../wire.ts';
import type { Call } from './command.ts';
import { itemsOf, type LoadItem } from './load-items.ts';
import { type LocalStore, makeLocalStore } from './local-store.ts';
import type { ExitCode, Output } from './output.ts';
import { makeTerminalLog } from './terminal-log.ts';

/** `dms-loader load`: the same path as a message takes, without the queue. */
export async function runLoad({ args, options, environment, output }: Call): Promise<ExitCode> {
  const config = readConfig(environment, ['database']);
  const routes = await loadRoutes(config.tablesPath);
  const request = { args, as: textOf(options['as']), root: textOf(options['root']) };
  const items = await itemsOf(request, (bucket, prefix) => listKeys(makeS3Client(), bucket, prefix));
  const store = makeLocalStore(items, s3Store());
  const loader = makeLoader(config, routes, { log: makeTerminalLog(output), store });
  try {
    // Fails at once, and once, where every file would.
    await loader.database.connection.client();
    const results = await loadAll(items, { loader, store, output, objectSeconds: config.objectSeconds });
    const problems = items.length - results.filter(result => answerTo(result.outcome) === 'acknowledge').length;
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
      work.output.progress(`stopped: the ${left} files that are left would meet the same`);
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
  const result = await loadObject({ bucket: item.bucket, key: item.key }, attempt, loader);
  await store.closeFiles();
  const remarks = [result.error?.message, ...result.notes].filter(remark => remark !== undefined);
  output.progress(lineOf(item, result, Date.now() - startedAtMs), remarks);
  return result;
}

function lineOf(item: LoadItem, { outcome, counts }: LoadResult, milliseconds: number): string {
  const rows =
    counts === undefined ? '' : `: ${counts.read} rows, ${counts.applied} applied, ${counts.superseded} superseded`;
  return `${outcome.padEnd(14)} ${objectUrl(item)}${rows} (${milliseconds} ms)`;
}

function summary(results: readonly LoadResult[], files: number): string {
  const kinds = [...new Set(results.map(({ outcome }) => outcome))];
  const numbers = kinds.map(kind => `${results.filter(({ outcome }) => outcome === kind).length} ${kind}`);
  const rows = results.reduce((sum, { counts }) => sum + (counts?.read ?? 0), 0);
  const untried = files === results.length ? [] : [`${files - results.length} not tried`];
  return `${files} files: ${[...numbers, ...untried].join(', ')}; ${rows} rows read`;
}

function asDocument({ outcome, identity, table, counts, error, notes }: LoadResult): Readonly<Record<string, unknown>> {
  const target = table === undefined ? null : targetName(table);
  return { object: objectUrl(identity), outcome, target, counts: counts ?? null, error: error ?? null, notes };
}

function textOf(option: unknown): string | undefined {
  return typeof option === 'string' ? option : undefined;
}
