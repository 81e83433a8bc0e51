import { isFinal } from '../domain/ledger.ts';
import { type ObjectIdentity, objectUrl } from '../domain/object/identity.ts';
import type { Attempt, StoredObject } from '../domain/ports.ts';
import type { Table } from '../domain/table/table.ts';
import { loadRows } from './load-rows.ts';
import type { Ending, Loader, LoadResult, ObjectPlace } from './loader.ts';
import { openObject } from './open-object.ts';
import { asLoaderError, recordFailure } from './record-failure.ts';
import { endingInLedger } from './refusal.ts';
import { type Route, routeObject } from './route-object.ts';

/** What is known so far; a failure is recorded with it. */
interface Known {
  identity: ObjectIdentity;
  table: Table | undefined;
  readonly notes: string[];
}

/**
 * The story of one object: route, ask the ledger, open, plan, decode, map, stage, merge, mark, commit. Never throws: what
 * goes wrong is an outcome, and stands in the ledger with its reason.
 */
export async function loadObject(place: ObjectPlace, attempt: Attempt, loader: Loader): Promise<LoadResult> {
  const known: Known = { identity: announcedIdentity(place), table: undefined, notes: [] };
  try {
    const ending = await tell(place, known, { attempt, loader });
    return { ...ending, ...known };
  } catch (thrown) {
    const error = asLoaderError(thrown).at({ object: objectUrl(place) });
    const ending = await recordFailure({ ...known, error, attempt }, loader);
    return { ...ending, ...known };
  }
}

interface Means {
  readonly attempt: Attempt;
  readonly loader: Loader;
}

async function tell(place: ObjectPlace, known: Known, means: Means): Promise<Ending> {
  const route = routeObject(place, means.loader);
  if (typeof route === 'string') {
    known.notes.push(route);
    return { outcome: 'ignored' };
  }
  known.table = route.table;
  // A change file's announcement names the write completely, so that a redelivery costs one look into the ledger.
  const isIdentityKnown = route.kind === 'cdc' && place.eTag !== undefined && place.sizeBytes !== undefined;
  const before = isIdentityKnown ? await endingInLedger(known.identity, route.table, means.loader) : undefined;
  return before ?? (await loadWhatIsThere({ place, known, route, isAsked: isIdentityKnown }, means));
}

/** Longer timers fire at once (Node.js, setTimeout). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Raised when the time of the attempt is over. */
function endOf({ attempt, loader }: Means): AbortSignal {
  const leftMs = attempt.deadlineMs - loader.clock.now();
  return AbortSignal.timeout(Math.min(Math.max(leftMs, 0), LONGEST_TIMER_MS));
}

interface Scene {
  readonly place: ObjectPlace;
  readonly known: Known;
  readonly route: Route;
  /** Was the ledger asked for the announced write already? */
  readonly isAsked: boolean;
}

async function loadWhatIsThere({ place, known, route, isAsked }: Scene, means: Means): Promise<Ending> {
  const announced = known.identity;
  const { expectedBucketOwner } = route.source;
  const terms = { expectedBucketOwner, signal: endOf(means) };
  const { object, isOverwritten } = await openObject(place, terms, means.loader.store);
  known.identity = identityOf(object, route);
  const isNews = !(isAsked && isSameWrite(announced, known.identity));
  const before = isNews ? await endingInLedger(known.identity, route.table, means.loader) : undefined;
  const ending = before ?? (await loadNews({ place, object, route, known }, means));
  if (isOverwritten) {
    known.notes.push(`another write (ETag ${object.eTag}) had replaced the announced one (ETag ${announced.eTag})`);
  }
  return await settleAnnounced({ announced, loaded: known.identity, isOverwritten, ending }, means);
}

interface News {
  readonly place: ObjectPlace;
  readonly object: StoredObject;
  readonly route: Route;
  readonly known: Known;
}

/** A copy has a new LastModified, which is not the time at which DMS wrote its rows. */
const COPIED =
  'this LOAD file was copied to where it is: its rows count as written at the time of the copy, and win over changes before it';

async function loadNews({ place, object, route, known }: News, means: Means): Promise<Ending> {
  if (place.isCopy === true && route.kind === 'load') {
    known.notes.push(COPIED);
  }
  const { notes, ...ending } = await loadRows({ object, route, identity: known.identity }, means.attempt, means.loader);
  known.notes.push(...notes);
  return ending;
}

interface Settled {
  readonly announced: ObjectIdentity;
  readonly loaded: ObjectIdentity;
  readonly isOverwritten: boolean;
  readonly ending: Ending;
}

/**
 * An announced write is done with once the one that was found in its place is loaded, and not before. The same goes for
 * what an earlier attempt recorded under the announcement's words because it did not get to see the object.
 */
async function settleAnnounced({ announced, loaded, isOverwritten, ending }: Settled, means: Means): Promise<Ending> {
  const isDone = ending.outcome === 'loaded' || ending.outcome === 'already-loaded';
  if (!isDone || isSameWrite(announced, loaded)) {
    return ending;
  }
  const { database } = means.loader;
  const record = await database.findObject(announced);
  if (record === undefined ? isOverwritten : !isFinal(record.state)) {
    const nothing = { error: undefined, refusalFingerprint: undefined };
    await database.recordFailure({ object: announced, state: 'overwritten', ...nothing, attempt: means.attempt });
  }
  return isOverwritten ? { ...ending, outcome: 'overwritten' } : ending;
}

/** As far as the announcement tells. It never says when an object was last modified, only when the event was. */
function announcedIdentity(place: ObjectPlace): ObjectIdentity {
  const { bucket, key, eTag = '', sizeBytes = 0 } = place;
  return { bucket, key, eTag, sizeBytes, lastModifiedMs: undefined };
}

function identityOf(object: StoredObject, route: Route): ObjectIdentity {
  const { bucket, key, eTag, sizeBytes } = object;
  return { bucket, key, eTag, sizeBytes, lastModifiedMs: route.kind === 'load' ? object.lastModifiedMs : undefined };
}

function isSameWrite(one: ObjectIdentity, other: ObjectIdentity): boolean {
  return one.eTag === other.eTag && one.sizeBytes === other.sizeBytes && one.lastModifiedMs === other.lastModifiedMs;
}
