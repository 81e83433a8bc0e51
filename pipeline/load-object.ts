import { isFinal } from '../domain/ledger.ts';
import { type ObjectIdentity, objectUrl } from '../domain/object/identity.ts';
import type { Attempt } from '../domain/ports/intent.ts';
import type { StoredObject } from '../domain/ports/store.ts';
import { remarkOnCopy } from './likely-copy.ts';
import { loadRows } from './load-rows.ts';
import { isTimedByRow, refuseUntimedCopy } from './load-time.ts';
import { loadTransaction } from './load-transaction.ts';
import type { Ending, Loader, LoadResult, ObjectPlace } from './loader.ts';
import { openObject } from './open-object.ts';
import { asLoaderError, recordFailure } from './record-failure.ts';
import { askLedger, type InLedger } from './refusal.ts';
import { type Route, routeObject, type TransactionRoute, tablesConcerned } from './route-object.ts';
import { endOf } from './timely.ts';

/** What is known so far; a failure is recorded with it. */
interface Known {
  identity: ObjectIdentity;
  route: Route | TransactionRoute | undefined;
  readonly notes: string[];
}

/**
 * The story of one object: route, ask the ledger, open, plan, decode, map, stage, merge, mark, commit. Never throws: what
 * goes wrong is an outcome, and stands in the ledger with its reason.
 */
export async function loadObject(place: ObjectPlace, attempt: Attempt, loader: Loader): Promise<LoadResult> {
  const known: Known = { identity: announcedIdentity(place), route: undefined, notes: [] };
  try {
    return resultOf(await tell(place, known, { attempt, loader }), known);
  } catch (thrown) {
    const error = asLoaderError(thrown).at({ object: objectUrl(place) });
    const { identity, route } = known;
    const tables = route === undefined ? undefined : tablesConcerned(route, loader);
    return resultOf(await recordFailure({ identity, tables, error, attempt }, loader), known);
  }
}

function resultOf(ending: Ending, { identity, route, notes }: Known): LoadResult {
  const ofTable = route !== undefined && 'table' in route ? route : undefined;
  const isTimed = ofTable !== undefined && isTimedByRow(ofTable);
  return { ...ending, identity, table: ofTable?.table, isTimedByRow: isTimed, notes };
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
  known.route = route;
  // A change file's announcement names the write completely, so that a redelivery costs one look into the ledger.
  const isIdentityKnown = route.kind !== 'load' && place.eTag !== undefined && place.sizeBytes !== undefined;
  const asked = isIdentityKnown ? await ask(known, route, means) : undefined;
  return asked?.ending ?? (await loadWhatIsThere({ place, known, route, asked }, means));
}

function ask({ identity }: Known, route: Route | TransactionRoute, { loader }: Means): Promise<InLedger> {
  return askLedger(identity, tablesConcerned(route, loader), loader);
}

interface Scene {
  readonly place: ObjectPlace;
  readonly known: Known;
  readonly route: Route | TransactionRoute;
  /** What the ledger says of the announced write, if it was asked for that already. */
  readonly asked: InLedger | undefined;
}

async function loadWhatIsThere({ place, known, route, asked }: Scene, means: Means): Promise<Ending> {
  const announced = known.identity;
  const { expectedBucketOwner } = route.source;
  const terms = { expectedBucketOwner, signal: endOf(means.attempt, means.loader.clock) };
  const { object, isOverwritten } = await openObject(place, terms, means.loader.store);
  known.identity = identityOf(object, route);
  const isAsked = asked !== undefined && isSameWrite(announced, known.identity);
  const { ending: before, partial, writtenAtMicros, isCopy } = isAsked ? asked : await ask(known, route, means);
  known.route = placed(route, writtenAtMicros);
  const news = {
    object,
    route: known.route,
    known,
    partial,
    followUp: place.followUp,
    isCopy: isCopy === true || place.isCopy,
  };
  const ending = standing(before, place) ?? (await loadNews(news, means));
  if (isOverwritten) {
    known.notes.push(`another write (ETag ${object.eTag}) had replaced the announced one (ETag ${announced.eTag})`);
  }
  return await settleAnnounced({ announced, loaded: known.identity, isOverwritten, ending }, means);
}

/** What is loaded once more keeps its place in the order, whoever had said it; rows that say their own times do. */
function placed<Any extends Route | TransactionRoute>(route: Any, writtenAtMicros: bigint | undefined): Any {
  const isByRow = 'table' in route && isTimedByRow(route);
  return writtenAtMicros === undefined || isByRow ? route : { ...route, writtenAtMicros };
}

interface News {
  readonly object: StoredObject;
  readonly route: Route | TransactionRoute;
  readonly known: Known;
  /** In the ledger, where it is loaded in part. */
  readonly partial: bigint | undefined;
  readonly followUp: ObjectPlace['followUp'];
  /** Its announcement says so, or that of before did. */
  readonly isCopy: boolean | undefined;
}

/** An operator who says when a file was written mends what it may have been refused for. */
function standing(before: Ending | undefined, { writtenAtMs }: ObjectPlace): Ending | undefined {
  return before?.outcome === 'rejected' && writtenAtMs !== undefined ? undefined : before;
}

async function loadNews({ object, route, known, partial, followUp, isCopy }: News, means: Means): Promise<Ending> {
  if (isCopy === true && route.kind === 'load') {
    refuseUntimedCopy(route);
  }
  const remark = route.kind === 'load' ? await remarkOnCopy(route, object, means.loader) : undefined;
  known.notes.push(...(remark === undefined ? [] : [remark]));
  const { identity } = known;
  const { notes, ...ending } = await (route.kind === 'transaction'
    ? loadTransaction({ object, route, identity }, means.attempt, means.loader)
    : loadRows({ object, route, identity, partial, followUp }, means.attempt, means.loader));
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
 * An announced write is done with once the one that was found in its place is loaded, or loaded in part with messages on
 * their way that name it, and not before. The same goes for
 * what an earlier attempt recorded under the announcement's words because it did not get to see the object.
 */
async function settleAnnounced({ announced, loaded, isOverwritten, ending }: Settled, means: Means): Promise<Ending> {
  const isDone = ['loaded', 'already-loaded', 'continued'].includes(ending.outcome);
  if (!isDone || isSameWrite(announced, loaded)) {
    return ending;
  }
  const { database } = means.loader;
  const record = await database.findObject(announced);
  if (record === undefined ? isOverwritten : !isFinal(record.state)) {
    const nothing = { error: undefined, refusalFingerprint: undefined };
    await database.recordFailure({ object: announced, state: 'overwritten', ...nothing, attempt: means.attempt });
  }
  return isOverwritten && ending.outcome !== 'continued' ? { ...ending, outcome: 'overwritten' } : ending;
}

/** As far as the announcement tells. It never says when an object was last modified, only when the event was. */
export function announcedIdentity(place: ObjectPlace): ObjectIdentity {
  const { bucket, key, eTag = '', sizeBytes = 0 } = place;
  return { bucket, key, eTag, sizeBytes, lastModifiedMs: undefined };
}

function identityOf(object: StoredObject, route: Route | TransactionRoute): ObjectIdentity {
  const { bucket, key, eTag, sizeBytes } = object;
  return { bucket, key, eTag, sizeBytes, lastModifiedMs: route.kind === 'load' ? object.lastModifiedMs : undefined };
}

function isSameWrite(one: ObjectIdentity, other: ObjectIdentity): boolean {
  return one.eTag === other.eTag && one.sizeBytes === other.sizeBytes && one.lastModifiedMs === other.lastModifiedMs;
}
