/** What the ledger says of the objects that dead letters announce, many at a time; each list is in the order of what it is about. */
import { LoaderError } from '../domain/errors.ts';
import { isoTime } from '../domain/iso-time.ts';
import { isDone, type ObjectRecord } from '../domain/ledger.ts';
import type { ObjectIdentity } from '../domain/object/identity.ts';
import type { FailedAttempt, Floor, LetterFacts, LoadedWrite } from '../domain/ports/letter-facts.ts';
import type { Asked } from './letters-in-bucket.ts';
import type { Loader } from './loader.ts';
import type { OurEvent } from './read-letter.ts';
import { tablesConcerned } from './route-object.ts';
import { standingRefusals } from './standing-refusals.ts';

export interface LedgerMeans extends Pick<Loader, 'database' | 'routes' | 'packageVersion'> {
  readonly letters: LetterFacts;
}

/** Objects of one question. */
const BATCH = 250;

type Records = readonly (ObjectRecord | undefined)[];

export async function findAll(
  identities: readonly (ObjectIdentity | undefined)[],
  { database }: LedgerMeans,
): Promise<Records> {
  const found: (ObjectRecord | undefined)[] = identities.map(() => undefined);
  const wanted = identities.flatMap((identity, at) => (identity === undefined ? [] : [{ identity, at }]));
  for (let from = 0; from < wanted.length; from += BATCH) {
    const batch = wanted.slice(from, from + BATCH);
    const records = await database.findObjects(batch.map(({ identity }) => identity));
    for (const [index, { at }] of batch.entries()) {
      found[at] = records[index];
    }
  }
  return found;
}

export async function attemptsOf(
  records: Records,
  { letters }: LedgerMeans,
): Promise<readonly (readonly FailedAttempt[] | undefined)[]> {
  const open = records.flatMap(record => (record === undefined || isDone(record) ? [] : [record.id]));
  const ids = [...new Set(open)];
  const found = await letters.lastAttempts(ids);
  const byId = new Map(ids.map((id, at) => [id, found[at]]));
  return records.map(record => (record === undefined ? undefined : byId.get(record.id)));
}

/** Whose refusals still stand. */
export async function refusalsOf(
  ours: readonly OurEvent[],
  records: Records,
  means: LedgerMeans,
): Promise<readonly boolean[]> {
  const isStanding = standingRefusals(means);
  const answers: boolean[] = [];
  for (const [at, { route }] of ours.entries()) {
    const record = records[at];
    const tables = route === undefined ? [] : tablesConcerned(route, means);
    answers.push(route !== undefined && record !== undefined && (await isStanding(record, tables)));
  }
  return answers;
}

/** Of files of one table, whose position their name or, of a full load, their LastModified tells. */
export async function floorsOf(
  ours: readonly OurEvent[],
  stored: readonly Asked[],
  { letters, routes }: LedgerMeans,
): Promise<readonly (Floor | undefined)[]> {
  const tables = [...routes.tables.values()];
  const floors = await letters.floors(tables);
  return ours.map(({ route }, at): Floor | undefined => {
    const table = route !== undefined && 'table' in route ? route.table : undefined;
    const floor = table === undefined ? undefined : floors[tables.indexOf(table)];
    const position = route?.writtenAtMicros ?? lastModifiedMicros(stored[at]);
    // At the floor's own time its rows decide, which the file's name does not tell.
    return floor !== undefined && position !== undefined && position < floor.writtenAtMicros ? floor : undefined;
  });
}

function lastModifiedMicros(stored: Asked): bigint | undefined {
  return stored === undefined || stored instanceof LoaderError ? undefined : BigInt(stored.lastModifiedMs) * 1000n;
}

interface Traces {
  readonly loadedWrites: readonly LoadedWrite[];
  /** Text of the event, or when it was recorded. */
  readonly removedAt: string | undefined;
}

/** What is left of objects that the bucket has no more. */
export async function tracesOfGone(
  ours: readonly OurEvent[],
  stored: readonly Asked[],
  { letters }: LedgerMeans,
): Promise<readonly Traces[]> {
  const gone = ours.filter((_, at) => {
    const head = stored[at];
    return head instanceof LoaderError && head.code === 'OBJECT_MISSING';
  });
  const places = gone.map(({ event }) => event);
  const [writes, removals] = [await letters.loadedWrites(places), await letters.removals(places)];
  const traces = new Map(
    gone.map((our, at) => {
      const last = removals[at]?.at(-1);
      const removedAt = last?.eventTime ?? (last === undefined ? undefined : isoTime(last.recordedAtMs));
      return [our, { loadedWrites: writes[at] ?? [], removedAt }];
    }),
  );
  return ours.map(our => traces.get(our) ?? NO_TRACES);
}

const NO_TRACES: Traces = { loadedWrites: [], removedAt: undefined };
