/** What `load` and `check` share: the files that are named, each taken the way of a message, one after the other. */
import { makeS3Client } from '../../../adapters/s3/client.ts';
import { listKeys } from '../../../adapters/s3/list-keys.ts';
import { makeObjectHeads } from '../../../adapters/s3/object-heads.ts';
import type { ErrorCode } from '../../../domain/errors.ts';
import { answerTo } from '../../../domain/outcome.ts';
import type { Refusals } from '../../../domain/ports/refusals.ts';
import type { Loader, LoadResult, ObjectPlace } from '../../../pipeline/loader.ts';
import { readConfig } from '../../config.ts';
import { loadRoutes } from '../../tables.ts';
import { makeLoader, s3Store } from '../../wire.ts';
import { type Call, textOf } from '../command.ts';
import type { Output } from '../output.ts';
import { makeTerminalLog } from '../terminal-log.ts';
import { itemsOf, type LoadItem } from './load-items.ts';
import { asAsked } from './load-report.ts';
import { type LocalStore, makeLocalStore } from './local-store.ts';
import { refuseAbsent } from './refuse-absent.ts';
import { tryFile } from './take-file.ts';

/** How a command goes about its files. */
export interface Way {
  /** The loader for one file. */
  loaderOf(loader: Loader): Loader;
  /** A line on a file, and remarks below it. */
  tell(result: LoadResult, milliseconds: number): [line: string, remarks: readonly string[]];
  /** What the ledger refuses the files for is forgotten before, as somebody asks for them by name. */
  readonly clearsRefusals?: boolean;
}

export interface Taken {
  readonly results: readonly LoadResult[];
  /** Of all that were named, those among them that were not tried. */
  readonly files: number;
  /** A folder or a prefix was given, and every file was ignored: probably it is a wrong one. */
  readonly isInVain: boolean;
}

/** @throws LoaderError for arguments and configuration that cannot be used, and for a database that does not answer */
export async function eachFile({ args, options, environment, output }: Call, way: Way): Promise<Taken> {
  const config = readConfig(environment, ['database']);
  const routes = await loadRoutes(config.tablesPath);
  const request = {
    args,
    as: textOf(options['as']),
    root: textOf(options['root']),
    writtenAt: textOf(options['writtenAt']),
  };
  const s3 = makeS3Client();
  const items = await itemsOf(request, (bucket, prefix) => listKeys(s3, bucket, prefix));
  const store = makeLocalStore(items, s3Store());
  const loader = makeLoader(config, routes, { log: makeTerminalLog(output), store });
  try {
    // Fails at once, and once, where every file would.
    await loader.database.connection.client();
    if (way.clearsRefusals === true) {
      await refuseAbsent(items, makeObjectHeads(s3));
      await clearRefusals(items, loader.database.refusals);
    }
    const { objectSeconds } = config;
    const results = await takeAll(items, { loader, store, output, objectSeconds, way });
    const isInVain = items.some(({ isNamed }) => !isNamed) && results.every(({ outcome }) => outcome === 'ignored');
    if (isInVain) {
      output.progress('nothing was there to load: every file was ignored; is the folder or prefix the right one?');
    }
    return { results, files: items.length, isInVain };
  } finally {
    await loader.close();
  }
}

async function clearRefusals(items: readonly LoadItem[], refusals: Refusals): Promise<void> {
  for (let at = 0; at < items.length; at += CLEARED_AT_ONCE) {
    await refusals.clear(items.slice(at, at + CLEARED_AT_ONCE));
  }
}

const CLEARED_AT_ONCE = 1000;

export function isFine({ outcome, error }: LoadResult): boolean {
  return answerTo(outcome) === 'acknowledge' && error === undefined;
}

/** Errors that every other file would meet too. */
const HOPELESS: readonly ErrorCode[] = ['DATABASE_ACCESS', 'DATABASE_UNAVAILABLE', 'LEDGER_NOT_MIGRATED'];

/** An error that names a column is about one table. */
export function isHopeless({ error }: Pick<LoadResult, 'error'>): boolean {
  return error !== undefined && HOPELESS.includes(error.code) && error.details.column === undefined;
}

interface Work {
  readonly loader: Loader;
  readonly store: LocalStore;
  readonly output: Output;
  readonly objectSeconds: number;
  readonly way: Way;
}

async function takeAll(items: readonly LoadItem[], work: Work): Promise<readonly LoadResult[]> {
  const results: LoadResult[] = [];
  for (const item of items) {
    const result = await takeOne(item, work);
    results.push(result);
    const left = items.length - results.length;
    if (left > 0 && isHopeless(result)) {
      work.output.progress(
        `stopped: ${left === 1 ? 'the file that is left' : `the ${left} files that are left`} would meet the same`,
      );
      break;
    }
  }
  return results;
}

/** A file that takes longer than one attempt is gone on with by the next: each has committed some of it. */
async function takeOne(item: LoadItem, work: Work): Promise<LoadResult> {
  for (;;) {
    const result = await tryOne(item, work);
    if (result.outcome !== 'continued') {
      return result;
    }
  }
}

async function tryOne(item: LoadItem, { loader, store, output, objectSeconds, way }: Work): Promise<LoadResult> {
  const startedAtMs = Date.now();
  const result = asAsked(item, await tryFile(placeOf(item), way.loaderOf(loader), objectSeconds));
  await store.closeFiles();
  output.progress(...way.tell(result, Date.now() - startedAtMs));
  return result;
}

function placeOf({ bucket, key, writtenAtMs }: LoadItem): ObjectPlace {
  return { bucket, key, writtenAtMs };
}
