import { LoaderError } from '../domain/errors.ts';
import { TOGETHER_BYTES, TOGETHER_ROWS } from '../domain/limits.ts';
import { objectUrl } from '../domain/object/identity.ts';
import type { TogetherEnding } from '../domain/ports/load.ts';
import type { Message } from '../domain/ports/queue.ts';
import type { StoredObject } from '../domain/ports/store.ts';
import type { Table } from '../domain/table/table.ts';
import { isKeptApart, keepApart } from './apart-tables.ts';
import type { MessageOutcome } from './consume-message.ts';
import { fetchFile, type HeldFile, holdFile } from './hold-file.ts';
import { endingOf } from './load-rows.ts';
import type { Ending, Loader, LoadResult } from './loader.ts';
import { evolvingColumns } from './plan-load.ts';
import { asLoaderError, recordFailure } from './record-failure.ts';
import { type SmallFile, smallFiles } from './small-files.ts';
import { tellObject } from './tell-object.ts';

/** What became of messages. */
type Outcomes = Map<Message, MessageOutcome>;

/**
 * Loads what some messages announce as far as it is small files of changes, several of one table in one transaction: round
 * trips, not rows, rule the time of a small file. Gives the outcomes of their messages. Never throws: whatever stands in the
 * way of a file leaves its message to be consumed by itself, so that no file sinks another, and each is told as always.
 */
export async function loadTogether(
  messages: readonly Message[],
  deadlineMs: number,
  loader: Loader,
): Promise<ReadonlyMap<Message, MessageOutcome>> {
  const outcomes: Outcomes = new Map();
  const usual = [...smallFiles(messages, deadlineMs, loader)].filter(([table]) => !isKeptApart(table, loader));
  for (const [table, files] of usual) {
    try {
      await loadFiles(table, files, { loader, outcomes });
    } catch (error) {
      loader.log.debug('not-together', { error: asLoaderError(error) });
    }
  }
  return outcomes;
}

interface Scene {
  readonly loader: Loader;
  readonly outcomes: Outcomes;
}

/**
 * The files of one table: fetched at once, decoded one after the other, for the sake of the memory. While a group is in the
 * database the next one is decoded, and no more than that one, for the same reason.
 */
async function loadFiles(table: Table, files: readonly SmallFile[], scene: Scene): Promise<void> {
  const { loader } = scene;
  const fetched = await fetchNew(files, loader);
  const targetColumns = await evolvingColumns(table, loader);
  const groups = new Map<string, HeldFile[]>();
  let largest = 0;
  let loading = Promise.resolve();
  for (const { file, object } of fetched) {
    const there = await object;
    const held = there && (await holdFile(file, there, { loader, targetColumns }).catch(NOTHING));
    if (held === undefined) {
      continue;
    }
    const form = formOf(held);
    const group = groups.get(form) ?? [];
    if (hasRoom(group, held)) {
      groups.set(form, [...group, held]);
    } else {
      await loading;
      loading = loadGroup(group, scene);
      groups.set(form, [held]);
    }
    largest = Math.max(largest, groups.get(form)?.length ?? 0);
  }
  await loading;
  if (fetched.length > 0 && largest < 2) {
    keepApart(table, loader);
  }
  for (const group of groups.values()) {
    await loadGroup(group, scene);
  }
}

/** A file that cannot be had or read is consumed by itself, which says why. */
const NOTHING = () => undefined;

interface Fetched {
  readonly file: SmallFile;
  readonly object: Promise<StoredObject | undefined>;
}

/** Those of which the ledger knows nothing: what failed before would only fail the others. */
async function fetchNew(files: readonly SmallFile[], loader: Loader): Promise<readonly Fetched[]> {
  const records = await loader.database.findObjects(files.map(({ identity }) => identity));
  const fresh = files.filter((_, at) => records[at] === undefined);
  return fresh.length < 2 ? [] : fresh.map(file => ({ file, object: fetchFile(file, loader).catch(NOTHING) }));
}

/** Files of one table may differ in the columns that they have. */
function formOf({ intent }: HeldFile): string {
  return JSON.stringify([intent.hasOldKey, intent.columns.map(({ name, type }) => [name, type.declaration])]);
}

function hasRoom(group: readonly HeldFile[], file: HeldFile): boolean {
  const sum = (of: (held: HeldFile) => number) => group.reduce((total, held) => total + of(held), of(file));
  return sum(({ rowCount }) => rowCount) <= TOGETHER_ROWS && sum(({ bytes }) => bytes) <= TOGETHER_BYTES;
}

/** One that is alone is loaded by itself, and so is each of a group that comes to nothing. Never throws. */
async function loadGroup(group: readonly HeldFile[], { loader, outcomes }: Scene): Promise<void> {
  const [first, ...others] = group;
  if (first === undefined || others.length === 0) {
    return;
  }
  const results = await resultsOf(group, loader);
  if (results.every(result => result === undefined)) {
    keepApart(first.route.table, loader);
  }
  for (const [at, file] of group.entries()) {
    const result = results[at];
    if (result !== undefined) {
      tellObject(result, file.attempt, loader);
      const { outcome, error } = result;
      outcomes.set(file.message, { outcome, errors: error === undefined ? [] : [error] });
    }
  }
}

async function resultsOf(group: readonly HeldFile[], loader: Loader): Promise<readonly (LoadResult | undefined)[]> {
  try {
    const endings = await loader.database.loadTogether(group);
    return group.map((file, at) => resultOf(file, endings[at]));
  } catch (thrown) {
    const error = asLoaderError(thrown);
    return error.code === 'COMMIT_UNKNOWN' ? await Promise.all(group.map(file => unknown(file, error, loader))) : [];
  }
}

function resultOf(file: HeldFile, ending: TogetherEnding | undefined): LoadResult | undefined {
  return ending === undefined || ending.kind === 'apart'
    ? undefined
    : resultWith(file, endingOf(ending, undefined, file.plan));
}

function resultWith(
  { identity, route }: HeldFile,
  ending: Ending & { readonly notes?: readonly string[] },
): LoadResult {
  return { notes: [], ...ending, identity, table: route.table, isTimedByRow: false };
}

/** Whether it is loaded the ledger will say when its message comes again. */
async function unknown(file: HeldFile, { code, details }: LoaderError, loader: Loader): Promise<LoadResult> {
  const { identity, route, attempt } = file;
  const error = new LoaderError(code, { ...details, object: objectUrl(identity) });
  return resultWith(file, await recordFailure({ identity, tables: [route.table], error, attempt }, loader));
}
