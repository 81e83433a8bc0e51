import type { LoadLine } from '../../../domain/ports/overview.ts';
import type { AttemptLine, FileTrace } from '../../../domain/ports/traces.ts';
import type { Connection } from '../connection.ts';
import { countSetAside, type SetAsideCountRow } from '../sql/count-set-aside.ts';
import { type AttemptRow, findAttempts } from '../sql/find-attempts.ts';
import { type LoadLineRow, loadLines, readError, readLoadLine } from '../sql/load-lines.ts';

const WRITES = `${loadLines('select * from dms_loader.object_load where bucket = $1 and object_key = $2')}
order by o.object_load_id`;

/** All that the ledger has on the writes of an object. */
export async function traceFile(
  connection: Connection,
  object: { readonly bucket: string; readonly key: string },
): Promise<FileTrace> {
  const found = await connection.ask<LoadLineRow>({ text: WRITES, values: [object.bucket, object.key] });
  const writes = found.map(readLoadLine);
  const ids = writes.map(({ objectLoadId }) => objectLoadId);
  const attempts = await connection.ask<AttemptRow>(findAttempts(ids, object));
  const loads = writes.flatMap(({ tables }) => tables.map(({ tableLoadId }) => tableLoadId));
  const aside = await connection.ask<SetAsideCountRow>(countSetAside(loads));
  const attemptsOf = (id: string | null) => attempts.filter(row => row.object_load_id === id).map(readAttempt);
  return {
    writes: writes.map(write => ({
      ...write,
      history: attemptsOf(String(write.objectLoadId)),
      setAside: setAsideOf(write, aside),
    })),
    removals: attemptsOf(null),
  };
}

function setAsideOf({ tables }: LoadLine, aside: readonly SetAsideCountRow[]): number {
  const ids = new Set(tables.map(({ tableLoadId }) => String(tableLoadId)));
  return aside.filter(row => ids.has(row.table_load_id)).reduce((sum, { rows }) => sum + Number(rows), 0);
}

function readAttempt(row: AttemptRow): AttemptLine {
  const { slice, first_row: fromRow, before_row: beforeRow } = row;
  const isRun = slice !== null && fromRow !== null && beforeRow !== null;
  return {
    startedAtMs: Number(row.started_at_ms),
    endedAtMs: Number(row.ended_at_ms),
    messageId: row.message_id,
    receiveCount: row.receive_count,
    outcome: row.outcome,
    error: readError(row.error_code, row.error_message),
    eventTime: row.event_time ?? undefined,
    run: isRun ? { slice, fromRow: Number(fromRow), beforeRow: Number(beforeRow) } : undefined,
  };
}
