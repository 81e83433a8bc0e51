/** What traces say to programs: times as ISO 8601, of positions with microseconds. */
import { timestampText } from '../../../adapters/postgres/timestamp-text.ts';
import { isoTime, isoTimeOrNull } from '../../../domain/iso-time.ts';
import type { AttemptLine, ChangeTrace, RowTrace, WriteTrace } from '../../../domain/ports/traces.ts';

type Document = Readonly<Record<string, unknown>>;

export function writeDocument(write: WriteTrace): Document {
  const {
    objectLoadId,
    object,
    firstSeenAtMs,
    changedAtMs,
    givenUpAtMs,
    lastModifiedMs,
    history,
    tables,
    error,
    ...told
  } = write;
  return {
    load: objectLoadId,
    object,
    ...told,
    lastModified: isoTimeOrNull(lastModifiedMs),
    firstSeen: isoTime(firstSeenAtMs),
    changed: isoTime(changedAtMs),
    givenUpAt: isoTimeOrNull(givenUpAtMs),
    error: error ?? null,
    slices: write.slices ?? null,
    tables: tables.map(({ tableLoadId, target, counts, mappingFingerprint, ...times }) => ({
      load: tableLoadId,
      target,
      writtenAt: isoTime(times.writtenAtMs),
      startedAt: isoTime(times.startedAtMs),
      loadedAt: isoTime(times.loadedAtMs),
      mapping: mappingFingerprint,
      counts,
    })),
    attempts: history.map(attemptDocument),
  };
}

export function attemptDocument(attempt: AttemptLine): Document {
  const { startedAtMs, endedAtMs, messageId, receiveCount, outcome, error, eventTime, run } = attempt;
  return {
    startedAt: isoTime(startedAtMs),
    endedAt: isoTime(endedAtMs),
    message: messageId,
    receive: receiveCount,
    outcome,
    error: error ?? null,
    run: run ?? null,
    ...(eventTime === undefined ? {} : { eventTime }),
  };
}

export function rowDocument({ state, madeBy, floor }: RowTrace): Document {
  return {
    state,
    madeBy: madeBy === undefined ? null : changeDocument(madeBy),
    floor:
      floor === undefined
        ? null
        : { writtenAt: timestampText(floor.writtenAtMicros), row: floor.rowNumber, reason: floor.reason },
  };
}

function changeDocument({ writtenAtMicros, row, load }: ChangeTrace): Document {
  return {
    writtenAt: timestampText(writtenAtMicros),
    row,
    load:
      load === undefined
        ? null
        : {
            id: load.tableLoadId,
            object: load.object,
            eTag: load.eTag,
            message: load.messageId ?? null,
            receive: load.receiveCount ?? null,
            loadedAt: isoTime(load.loadedAtMs),
            releasedAt: isoTimeOrNull(load.releasedAtMs),
            mapping: load.mappingFingerprint,
          },
  };
}
