import { cellOf } from '../domain/columns/column.ts';
import { LoaderError } from '../domain/errors.ts';
import { TIME_UNKNOWN } from '../domain/object/written-at.ts';
import type { OpenedFile } from '../domain/ports/files.ts';
import type { StoredObject } from '../domain/ports/store.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';
import { FaultList } from '../domain/table/faults.ts';
import { mapRowTimes } from '../domain/table/row-time.ts';
import { type Route, writtenAt } from './route-object.ts';

/** A LOAD file of a source whose rows say themselves when they were written; an operator's word for it wins. */
export function isTimedByRow({ kind, source, writtenAtMicros }: Omit<Route, 'table' | 'key'>): boolean {
  return kind === 'load' && source.loadTime === 'timestamp-column' && writtenAtMicros === undefined;
}

/**
 * When a file was written, in microseconds since 1970, UTC. Of a file whose rows have times of their own it is the first
 * one, looked up ahead: each load has one time in the ledger, and DMS writes rows in the order of their times. Without
 * any it is TIME_UNKNOWN: that of the copy would be the newest change of the table, and the begin of a full load.
 */
export async function timeOfFile(
  { route, object }: { readonly route: Route; readonly object: StoredObject },
  file: OpenedFile,
  { writtenAt: timed }: ColumnPlan,
): Promise<bigint> {
  if (timed === undefined) {
    return writtenAt(route, object);
  }
  for await (const batch of file.read([timed.source.name], { marksBadText: true })) {
    const times = mapRowTimes({ ...timed, at: 0 }, batch, new FaultList(batch.rowCount));
    for (let row = 0; row < batch.rowCount; row += 1) {
      const time = cellOf(times, row);
      if (time !== null) {
        return time;
      }
    }
  }
  return TIME_UNKNOWN;
}

/**
 * A copy has a LastModified of its own, which is not the time at which DMS wrote its rows: with it, an old full load would
 * win over all changes since.
 * @throws LoaderError LOAD_COPIED unless rows or operator say when it was written
 */
export function refuseUntimedCopy(route: Route): void {
  if (isTimedByRow(route) || route.writtenAtMicros !== undefined) {
    return;
  }
  throw new LoaderError('LOAD_COPIED', {
    reason: 'is a full-load file that was copied to where it is, so that nothing says when DMS wrote it',
    remedy:
      'load it with `dms-loader load <its URL> --written-at <time>`; where DMS wrote its time into each row ' +
      "(TimestampColumnName), give the source loadTime 'timestamp-column'",
  });
}
