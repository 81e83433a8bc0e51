import pg from 'pg';
import type { RowCounts } from '../../../domain/change/change.ts';
import type { Progress, RunIntent } from '../../../domain/ports/partial.ts';
import type { Claim } from './claim-object.ts';
import type { RunLoadIntent } from './claim-run.ts';
import { startedAt } from './mark-loaded.ts';
import { type CountsRow, readCounts } from './read-counts.ts';

/** What a run did, and how far its slice is by it. */
export interface RunMark {
  readonly counts: RowCounts;
  readonly progress: Progress;
  /** Its rows went straight into the target. */
  readonly isDirect: boolean;
  /** The greatest AR_H_CHANGE_SEQ of the slice so far. */
  readonly lastSequence: string | undefined;
}

/** The state by which the message ends itself: more rows are set aside than may be. */
export const OVER_BUDGET = 'DMS01';

/**
 * SQL that writes a run into the ledger, to be committed with its rows. Of several slices at once the ledger's row of the
 * table is what they wait for, here alone, and in the same order; the last one to be done makes the object `loaded`.
 */
export function markRun(intent: RunLoadIntent, { objectLoadId, tableLoadId }: Claim, mark: RunMark): string {
  const { run } = intent;
  const { counts, progress } = mark;
  const steps = [
    `update dms_loader.table_load
set rows_read = rows_read + ${counts.read}, rows_applied = rows_applied + ${counts.applied},
  rows_unchanged = rows_unchanged + ${counts.unchanged}, rows_superseded = rows_superseded + ${counts.superseded},
  rows_quarantined = rows_quarantined + ${counts.quarantined}, loaded_at = clock_timestamp()
where table_load_id = ${tableLoadId}
returning rows_read, rows_applied, rows_unchanged, rows_superseded, rows_quarantined`,
    ...(progress.mostQuarantined === undefined ? [] : [holdBudget(tableLoadId, progress.mostQuarantined)]),
    moveSlice(run, mark),
    ...(progress.isSliceDone ? [finishSlice(objectLoadId)] : []),
    noteRun(intent, progress),
  ];
  return steps.join(';\n');
}

/** Slices that run at once do not see one another's rows before. */
function holdBudget(tableLoadId: bigint, most: number): string {
  return `do $budget$ begin
  if (select rows_quarantined from dms_loader.table_load where table_load_id = ${tableLoadId}) > ${most} then
    raise exception using errcode = '${OVER_BUDGET}';
  end if;
end $budget$`;
}

function moveSlice({ objectLoadId, slice }: RunIntent, { progress, isDirect, lastSequence }: RunMark): string {
  const { nextRow, isSliceDone, rowGroups } = progress;
  return `update dms_loader.object_slice
set next_row = ${nextRow}, is_done = ${isSliceDone}, done_at = ${isSliceDone ? 'clock_timestamp()' : 'null'},
  is_direct = coalesce(is_direct, true) and ${isDirect},
  last_sequence = ${lastSequence === undefined ? 'null' : pg.escapeLiteral(lastSequence)},
  row_groups_done = ${rowGroups?.done ?? 'null'}, row_groups_all = ${rowGroups?.all ?? 'null'}
where object_load_id = ${objectLoadId} and slice = ${slice}`;
}

function finishSlice(objectLoadId: bigint): string {
  return `update dms_loader.object_load
set slices_left = slices_left - 1, changed_at = now(), state = case when slices_left = 1 then 'loaded' else state end,
  refusal_fingerprint = case when slices_left > 1 then refusal_fingerprint end
where object_load_id = ${objectLoadId} and state = 'partial'`;
}

/** Its outcome is `loaded` for the run that was the last of its file. */
function noteRun({ object, attempt, run }: RunLoadIntent, { nextRow, isSliceDone }: Progress): string {
  const outcome = isSliceDone ? "case when o.state = 'loaded' then 'loaded' else 'partial' end" : "'partial'";
  const message = `${pg.escapeLiteral(attempt.messageId)}, ${attempt.receiveCount}`;
  return `insert into dms_loader.load_attempt (object_load_id, bucket, object_key, message_id, receive_count, outcome,
  started_at, slice, first_row, before_row, restarts)
select o.object_load_id, ${pg.escapeLiteral(object.bucket)}, ${pg.escapeLiteral(object.key)}, ${message}, ${outcome},
  ${startedAt({ attempt })}, ${run.slice}, ${run.fromRow}, ${nextRow}, ${run.restarts}
from dms_loader.object_load o where o.object_load_id = ${run.objectLoadId}
returning outcome`;
}

/** What the ledger says behind a run: the counts of the whole file so far, and whether it is loaded by it. */
export interface MarkedRun {
  readonly kind: 'loaded' | 'partial';
  readonly total: RowCounts;
}

/** Reads the answers to a message that begins with `markRun`. */
export function readMarked(results: readonly pg.QueryResult[]): MarkedRun {
  const total = results.find(({ rows }) => rows[0]?.rows_read !== undefined)?.rows[0] as CountsRow;
  const outcome = results.find(({ rows }) => rows[0]?.outcome !== undefined)?.rows[0]?.outcome;
  return { kind: outcome === 'loaded' ? 'loaded' : 'partial', total: readCounts(total) };
}
