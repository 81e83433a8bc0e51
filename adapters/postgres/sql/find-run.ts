import type pg from 'pg';
import { isoTime } from '../../../domain/iso-time.ts';
import type { RunLoadIntent } from './claim-run.ts';
import type { MarkedRun } from './mark-run.ts';
import { type CountsRow, readCounts } from './read-counts.ts';

export interface RunRow extends CountsRow {
  readonly outcome: string;
}

/** The line that this very attempt wrote of a run, if its transaction was committed; another's of the same rows is not it. */
export function findRun({ attempt, run }: RunLoadIntent): pg.QueryConfig {
  return {
    text: `select a.outcome, t.rows_read, t.rows_applied, t.rows_unchanged, t.rows_superseded, t.rows_quarantined
from dms_loader.load_attempt a join dms_loader.table_load t using (object_load_id)
where a.object_load_id = $1 and a.restarts = $2 and a.slice = $3 and a.first_row = $4
  and a.message_id = $5 and a.receive_count = $6 and a.started_at = $7::timestamptz`,
    values: [
      run.objectLoadId,
      run.restarts,
      run.slice,
      run.fromRow,
      attempt.messageId,
      attempt.receiveCount,
      isoTime(attempt.startedAtMs),
    ],
  };
}

export function readRun([row]: readonly RunRow[]): MarkedRun | undefined {
  return row && { kind: row.outcome === 'loaded' ? 'loaded' : 'partial', total: readCounts(row) };
}
