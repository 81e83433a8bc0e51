/** A replay: files of a listing are held against the ledger, and what is to be loaded is loaded or announced. */

import { LoaderError } from '../domain/errors.ts';
import { isDone, type ObjectRecord, type ObjectState } from '../domain/ledger.ts';
import { type ObjectIdentity, objectUrl } from '../domain/object/identity.ts';
import type { Database } from '../domain/ports/database.ts';
import type { Refusals } from '../domain/ports/refusals.ts';
import type { Reopening } from '../domain/ports/reopening.ts';
import { isAppendOnly, targetName } from '../domain/table/table.ts';
import type { ReplayFile } from './replay-files.ts';
import { type Spread, spread } from './spread.ts';

/** The ledger is asked for so many files at once. */
const BATCH = 200;

export interface ReplayRequest {
  files(): AsyncIterable<ReplayFile>;
  readonly ledger: Pick<Database, 'findObjects'>;
  /** What is loaded is loaded once more. */
  readonly force: boolean;
}

/** What there is to do. */
export interface Survey {
  readonly files: number;
  readonly sizeBytes: number;
  /** What the ledger says of the files: how many it has in each state, and how many it does not know. */
  readonly states: Readonly<Partial<Record<ObjectState | 'unknown', number>>>;
  /** Files that would be loaded. */
  readonly due: number;
  /** Some of these, spread over the listing. */
  readonly sample: readonly ReplayFile[];
}

/**
 * Counts, and collects no more than a sample.
 * @throws LoaderError REOPENED_WITHOUT_KEY for a table without a key, whose rows would be there twice
 */
export async function surveyReplay(request: ReplayRequest, sampleSize: number): Promise<Survey> {
  const states: Partial<Record<ObjectState | 'unknown', number>> = {};
  const sample: Spread<ReplayFile> = spread(sampleSize);
  let files = 0;
  let sizeBytes = 0;
  let due = 0;
  for await (const { file, record } of judged(request)) {
    const state = record?.state ?? 'unknown';
    states[state] = (states[state] ?? 0) + 1;
    files += 1;
    sizeBytes += file.identity.sizeBytes;
    if (isDue(record, request)) {
      refuseWithoutKey(file, record);
      due += 1;
      sample.see(file);
    }
  }
  return { files, sizeBytes, states, due, sample: sample.chosen() };
}

/** The files that are to be loaded, some at a time, in the order of the listing. */
export async function* dueFiles(request: ReplayRequest): AsyncGenerator<readonly ReplayFile[]> {
  let some: ReplayFile[] = [];
  for await (const { file, record } of judged(request)) {
    if (isDue(record, request)) {
      some.push(file);
    }
    if (some.length === BATCH) {
      yield some;
      some = [];
    }
  }
  if (some.length > 0) {
    yield some;
  }
}

/** Before files are loaded or announced: refusals are forgotten, and with `force` loads reopened, a statement for each. */
export async function makeReady(
  files: readonly ReplayFile[],
  { force, refusals, reopening }: { force: boolean; refusals: Refusals; reopening: Reopening },
): Promise<{ readonly refusalsCleared: number; readonly reopened: number }> {
  const objects: readonly ObjectIdentity[] = files.map(({ identity }) => identity);
  const refusalsCleared = await refusals.clear(objects);
  return { refusalsCleared, reopened: force ? await reopening.reopen(objects) : 0 };
}

interface Judged {
  readonly file: ReplayFile;
  readonly record: ObjectRecord | undefined;
}

async function* judged({ files, ledger }: ReplayRequest): AsyncGenerator<Judged> {
  let some: ReplayFile[] = [];
  for await (const file of files()) {
    some.push(file);
    if (some.length === BATCH) {
      yield* await ask(some, ledger);
      some = [];
    }
  }
  yield* await ask(some, ledger);
}

async function ask(files: readonly ReplayFile[], ledger: ReplayRequest['ledger']): Promise<readonly Judged[]> {
  const records = files.length === 0 ? [] : await ledger.findObjects(files.map(({ identity }) => identity));
  return files.map((file, at) => ({ file, record: records[at] }));
}

/** What another write had replaced is not what is in the bucket now. */
function isDue(record: ObjectRecord | undefined, { force }: ReplayRequest): boolean {
  return record === undefined || !isDone(record) || (force && record.state === 'loaded');
}

function refuseWithoutKey({ identity, table }: ReplayFile, record: ObjectRecord | undefined): void {
  if (record?.state === 'loaded' && table !== undefined && isAppendOnly(table)) {
    throw new LoaderError('REOPENED_WITHOUT_KEY', {
      object: objectUrl(identity),
      reason: `it is loaded, and ${targetName(table)} has no key by which its rows would be found again`,
      remedy: 'leave out --force, or give a prefix without the files of this table; mend its rows with SQL',
    });
  }
}
