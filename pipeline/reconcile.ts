/**
 * A bucket held against the ledger. Both are read in the order of their keys, a page at a time, and no more is kept than counts
 * and the first findings of each kind, so that memory does not grow with the bucket.
 */
import { LoaderError } from '../domain/errors.ts';
import { objectUrl } from '../domain/object/identity.ts';
import { readKey } from '../domain/object/key.ts';
import type { Routes } from '../domain/object/route.ts';
import type { LetterFacts } from '../domain/ports/letter-facts.ts';
import type { Reconciliation } from '../domain/ports/reconciliation.ts';
import type { ListedObject } from '../domain/ports/store.ts';
import type { Finding, Kind } from '../domain/reconcile/finding.ts';
import { judgeKey, type KeyFacts, type Terms, type Verdict } from '../domain/reconcile/judge-key.ts';
import { type Table, targetName } from '../domain/table/table.ts';
import { mergeKeys } from './merge-keys.ts';
import { type ReconcileTally, tallyOf } from './reconcile-tally.ts';
import { NO_DATA, type Route, routeObject, type TransactionRoute, tablesConcerned } from './route-object.ts';

export interface ReconcileRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** The objects below the prefix, in the order of their keys by UTF-8 bytes. */
  readonly listing: AsyncIterable<ListedObject>;
  readonly ledger: Pick<Reconciliation, 'writes'>;
  readonly letters: Pick<LetterFacts, 'floors'>;
  readonly routes: Routes;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly graceMs: number;
  /** Only what was written then or later, and before; undefined: whenever. */
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  /** Told each finding, in the order of the keys; waited for. */
  onFinding?(finding: Finding): Promise<void>;
  onProgress?(keys: number): void;
}

/** @throws LoaderError of S3 and the database; and for a listing that is in another order */
export async function reconcile(request: ReconcileRequest): Promise<ReconcileTally> {
  const { bucket, prefix, routes } = request;
  const scene: Scene = { request, floors: await floorsOf(request) };
  const tally = tallyOf();
  for await (const facts of mergeKeys(request.listing, request.ledger.writes(bucket, prefix))) {
    const route = routeOf(bucket, facts.key, routes);
    for (const finding of findingsOf(facts, route, scene)) {
      tally.add(finding);
      await request.onFinding?.(finding);
    }
    tally.seen(facts, typeof route === 'string' ? [] : tablesConcerned(route, request));
    request.onProgress?.(tally.keys);
  }
  return tally;
}

interface Scene {
  readonly request: ReconcileRequest;
  /** By target, microseconds since 1970. */
  readonly floors: ReadonlyMap<string, bigint>;
}

async function floorsOf({ routes, letters }: ReconcileRequest): Promise<ReadonlyMap<string, bigint>> {
  const tables = [...routes.tables.values()];
  const floors = await letters.floors(tables);
  return new Map(
    tables.flatMap((table, at) => {
      const floor = floors[at];
      return floor === undefined ? [] : [[targetName(table), floor.writtenAtMicros]];
    }),
  );
}

/** Where the rows of a key go; `refused`: nowhere, and its object has to be announced to say so in the ledger. */
type KeyRoute = Route | TransactionRoute | 'refused' | Extract<Kind, 'unmapped' | 'ignored' | 'no-data'>;

function routeOf(bucket: string, key: string, routes: Routes): KeyRoute {
  try {
    const route = routeObject({ bucket, key }, { routes });
    if (typeof route !== 'string') {
      return route;
    }
    return route === NO_DATA ? 'no-data' : 'ignored';
  } catch (error) {
    if (!(error instanceof LoaderError)) {
      throw error;
    }
    return error.code === 'TABLE_NOT_MAPPED' ? 'unmapped' : 'refused';
  }
}

function findingsOf(facts: KeyFacts, route: KeyRoute, scene: Scene): readonly Finding[] {
  const { request } = scene;
  if (typeof route === 'string' && route !== 'refused') {
    return [findingOf(facts, { kind: route, why: WHY[route] }, request)];
  }
  const finding = findingOf(facts, judgeKey(facts, termsFor(facts.key, route, scene)), request);
  const { sinceMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = request;
  if (finding.sinceMs < sinceMs || finding.sinceMs >= untilMs) {
    return [{ ...finding, kind: 'outside', why: 'was written at another time' }];
  }
  const setAside = facts.writes.reduce((rows, write) => rows + write.setAside, 0);
  return setAside === 0 ? [finding] : [finding, quarantined(finding, setAside)];
}

const WHY = {
  unmapped: 'is of a table without a mapping',
  ignored: 'is on the ignore list of its source',
  'no-data': 'is no data file by its key',
} as const;

function quarantined(finding: Finding, rows: number): Finding {
  const why = `${rows} of its rows ${rows === 1 ? 'is' : 'are'} set aside`;
  return { ...finding, kind: 'quarantined', why, error: undefined };
}

function findingOf({ key, listed, writes }: KeyFacts, verdict: Verdict, { bucket }: ReconcileRequest): Finding {
  const last = writes.at(-1);
  return {
    kind: verdict.kind,
    object: objectUrl({ bucket, key }),
    eTag: listed?.eTag ?? last?.eTag ?? '',
    sizeBytes: listed?.sizeBytes ?? last?.sizeBytes ?? 0,
    sinceMs: listed?.lastModifiedMs ?? last?.lastModifiedMs ?? last?.firstSeenAtMs ?? 0,
    why: verdict.why,
    error: verdict.write?.error,
  };
}

function termsFor(key: string, route: Route | TransactionRoute | 'refused', { request, floors }: Scene): Terms {
  return {
    youngSinceMs: request.nowMs - request.graceMs,
    isTimedByObject: readKey(key)?.kind === 'load',
    isBelowFloor: listed => route !== 'refused' && isBelow(route, listed, { request, floors }),
  };
}

/** Of a file of transactions, below that of every table that it may have rows of. A LOAD file has no row newer than itself. */
function isBelow(route: Route | TransactionRoute, listed: ListedObject, { request, floors }: Scene): boolean {
  const writtenAt = route.writtenAtMicros ?? BigInt(listed.lastModifiedMs) * 1000n;
  const tables: readonly Table[] = tablesConcerned(route, request);
  return tables.length > 0 && tables.every(table => writtenAt < (floors.get(targetName(table)) ?? 0n));
}
