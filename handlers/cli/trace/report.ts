/** What traces say to people. */
import { timestampText } from '../../../adapters/postgres/timestamp-text.ts';
import { isoTime } from '../../../domain/iso-time.ts';
import type { TableLine } from '../../../domain/ports/overview.ts';
import type { AttemptLine, FileTrace, RowTrace, WriteTrace } from '../../../domain/ports/traces.ts';
import { counted, countsText } from '../counts.ts';
import { ago } from '../duration.ts';
import { codedMessage } from '../output.ts';

export function fileText(trace: FileTrace): readonly string[] {
  return [...trace.writes.flatMap(writeLines), ...trace.removals.map(removalLine)];
}

/** The ledger's line of a write, what it did to its tables, and its attempts. */
export function writeLines(write: WriteTrace): readonly string[] {
  const { object, eTag, sizeBytes, lastModifiedMs, state, slices, setAside, error, givenUpAtMs } = write;
  const givenUp = givenUpAtMs === undefined ? '' : `, given up ${isoTime(givenUpAtMs)}`;
  const modified = lastModifiedMs === undefined ? '' : `, modified ${isoTime(lastModifiedMs)}`;
  const parts = slices === undefined ? '' : `, ${slices.done} of ${counted(slices.all, 'slice')} done`;
  return [
    `${object}: ${state}${parts}${givenUp}; ETag ${eTag}, ${counted(sizeBytes, 'byte')}${modified}; first seen ${isoTime(write.firstSeenAtMs)}`,
    ...write.tables.map(tableLine),
    ...(setAside === 0 ? [] : [`    ${counted(setAside, 'row')} set aside still: dms-loader quarantine ls --rows`]),
    ...(error === undefined || state === 'loaded' ? [] : [`    ${codedMessage(error)}`]),
    ...write.history.map(attemptLine),
  ];
}

function tableLine({ target, counts, writtenAtMs, startedAtMs, loadedAtMs }: TableLine): string {
  const took = ago(loadedAtMs - startedAtMs);
  return `    ${target}: ${countsText(counts)}; written ${isoTime(writtenAtMs)}, loaded ${isoTime(loadedAtMs)}, ${took} after its attempt began`;
}

function attemptLine(attempt: AttemptLine): string {
  const { startedAtMs, messageId, receiveCount, outcome, run, error } = attempt;
  const rows = run === undefined ? '' : `, rows ${run.fromRow} to ${run.beforeRow - 1} of slice ${run.slice}`;
  const why = error === undefined ? '' : `: ${codedMessage(error)}`;
  return `    ${isoTime(startedAtMs)} message ${messageId}, receive ${receiveCount}: ${outcome}${rows}${why}`;
}

function removalLine({ eventTime, endedAtMs, messageId }: AttemptLine): string {
  return `removed from the bucket ${eventTime ?? 'at a time unknown'}, as message ${messageId} said at ${isoTime(endedAtMs)}`;
}

/** What stands under a key, and why. `name`: the row, as it was asked for. */
export function rowText(name: string, { state, madeBy, floor }: RowTrace): readonly string[] {
  if (state === 'absent') {
    return [`${name} is not there, and no delete of it is known`, ...floorLines(floor)];
  }
  const what = state === 'present' ? 'stands' : 'is deleted';
  if (madeBy === undefined) {
    return [`${name} ${what}, and is older than the loader: nothing says which file made it so`];
  }
  const { load, row, writtenAtMicros } = madeBy;
  const position = `row ${row} of`;
  if (load === undefined) {
    return [
      `${name} ${what}, as ${position} a file written ${timestampText(writtenAtMicros)} made it; the ledger does not know its load any more`,
    ];
  }
  const message = load.messageId === undefined ? '' : ` by message ${load.messageId}, receive ${load.receiveCount}`;
  const released =
    load.releasedAtMs === undefined ? '' : `; it was set aside first, and placed ${isoTime(load.releasedAtMs)}`;
  return [
    `${name} ${what}, as ${position} ${load.object} made it, written ${timestampText(writtenAtMicros)}, loaded${message} at ${isoTime(load.loadedAtMs)}${released}`,
  ];
}

function floorLines(floor: RowTrace['floor']): readonly string[] {
  return floor === undefined
    ? []
    : [
        `no change written at or before ${timestampText(floor.writtenAtMicros)}, row ${floor.rowNumber}, inserts a row that is absent (${floor.reason})`,
      ];
}
