/** Which files of a listing a replay is about: those of mapped tables that were written in a span of time. */
import { LoaderError } from '../domain/errors.ts';
import type { ObjectIdentity } from '../domain/object/identity.ts';
import { readKey } from '../domain/object/key.ts';
import { type Routes, routeKey } from '../domain/object/route.ts';
import { writtenAtMicros } from '../domain/object/written-at.ts';
import type { ListedObject } from '../domain/ports/store.ts';
import type { Table } from '../domain/table/table.ts';

/** A file that may be replayed. */
export interface ReplayFile {
  readonly identity: ObjectIdentity;
  /** Of a file of changes the time in its name, of a LOAD file its LastModified. */
  readonly writtenAtMs: number;
  /** Undefined of a file of transactions, whose rows name theirs. */
  readonly table: Table | undefined;
}

export interface Selection {
  readonly bucket: string;
  readonly objects: AsyncIterable<ListedObject>;
  readonly routes: Routes;
  /** Written then or later, and before; milliseconds since 1970. */
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
}

/** Listed objects that are none of the files, by the reason. */
export interface LeftOut {
  /** Not data by their keys, or of tables that are not mapped or on the ignore list. */
  others: number;
  outsideOfSpan: number;
}

/** The files of a listing, in its order, as they come; `leftOut` is counted up meanwhile. */
export async function* replayFiles(selection: Selection, leftOut: LeftOut): AsyncGenerator<ReplayFile> {
  const { sinceMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = selection;
  for await (const object of selection.objects) {
    const file = fileOf(object, selection);
    if (file === undefined) {
      leftOut.others += 1;
    } else if (file.writtenAtMs < sinceMs || file.writtenAtMs >= untilMs) {
      leftOut.outsideOfSpan += 1;
    } else {
      yield file;
    }
  }
}

function fileOf({ lastModifiedMs, ...object }: ListedObject, { bucket, routes }: Selection): ReplayFile | undefined {
  const key = readKey(object.key);
  const routed = key && routeKey(key, routes, bucket);
  if (key === undefined || routed === undefined || key.kind === 'stray') {
    return;
  }
  if (routed instanceof LoaderError || routed.kind === 'ignored') {
    return;
  }
  const table = routed.kind === 'table' ? routed.table : undefined;
  if (key.kind === 'load') {
    return { identity: { bucket, ...object, lastModifiedMs }, writtenAtMs: lastModifiedMs, table };
  }
  const writtenAtMs = timeOf(() => writtenAtMicros(key, routed.source.timeZone));
  const identity = { bucket, ...object, lastModifiedMs: undefined };
  return writtenAtMs === undefined ? undefined : { identity, writtenAtMs, table };
}

/** Undefined for digits that are no time: such a file is refused wherever it is loaded. */
function timeOf(micros: () => bigint): number | undefined {
  try {
    return Number(micros() / 1000n);
  } catch (error) {
    if (error instanceof LoaderError && error.code === 'KEY_TIME_INVALID') {
      return;
    }
    throw error;
  }
}
