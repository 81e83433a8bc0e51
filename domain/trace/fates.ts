/** What became of each change of a key. */
import type { ObjectState } from '../ledger.ts';
import type { RowTrace } from '../ports/traces.ts';

/** When a change was written, microseconds since 1970, and the number of its row in its file. */
export interface Position {
  readonly writtenAtMicros: bigint;
  readonly row: number;
}

export interface TracedChange extends Position {
  /** Of its file. */
  readonly state: ObjectState;
  /** Undefined: nothing of its file is loaded into the table. */
  readonly tableLoadId: bigint | undefined;
  readonly isSetAside: boolean;
}

export type Fate =
  | { readonly kind: 'stands' }
  | { readonly kind: 'superseded'; readonly by: Position }
  | { readonly kind: 'not loaded'; readonly state: ObjectState }
  | { readonly kind: 'set aside' }
  /** Under the floor, or forgotten: of a delete whose tombstone was purged, and of what was swept or truncated. */
  | { readonly kind: 'not there any more'; readonly floor: RowTrace['floor'] };

/** Of changes of one key in the order of their positions, what became of each; `trace` says what stands. */
export function fatesOf(changes: readonly TracedChange[], trace: RowTrace): readonly Fate[] {
  return changes.map((change, at) => {
    if (change.isSetAside) {
      return { kind: 'set aside' };
    }
    if (change.tableLoadId === undefined) {
      return { kind: 'not loaded', state: change.state };
    }
    return standing(change, trace) ?? beaten(change, changes.slice(at + 1), trace);
  });
}

function standing(change: TracedChange, { madeBy }: RowTrace): Fate | undefined {
  const isIt =
    madeBy !== undefined &&
    comparePositions(madeBy, change) === 0 &&
    (madeBy.load === undefined || madeBy.load.tableLoadId === change.tableLoadId);
  return isIt ? { kind: 'stands' } : undefined;
}

function beaten(change: TracedChange, later: readonly TracedChange[], { madeBy, floor }: RowTrace): Fate {
  const next = later.find(other => other.tableLoadId !== undefined && !other.isSetAside);
  const by = next ?? madeBy;
  return by === undefined || comparePositions(by, change) < 0
    ? { kind: 'not there any more', floor }
    : { kind: 'superseded', by: { writtenAtMicros: by.writtenAtMicros, row: by.row } };
}

export function comparePositions(one: Position, other: Position): number {
  return one.writtenAtMicros === other.writtenAtMicros
    ? one.row - other.row
    : Number(one.writtenAtMicros - other.writtenAtMicros);
}
