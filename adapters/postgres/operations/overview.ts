import { groupOfText } from '../../../domain/error-group.ts';
import { given } from '../../../domain/given.ts';
import type { Mapped } from '../../../domain/object/mapped.ts';
import type {
  ActivityPart,
  FailureGroup,
  LoadFilter,
  LoadLine,
  Overview,
  TableStatus,
} from '../../../domain/ports/overview.ts';
import type { Connection } from '../connection.ts';
import { type ActivityRow, activity } from '../sql/activity.ts';
import { FAILING_FOLDERS, FAILURE_GROUPS, type FailingFolderRow, type FailureGroupRow } from '../sql/failing.ts';
import { type ErrorTextRow, errorTexts, findLoads } from '../sql/find-loads.ts';
import { type LoadLineRow, readLoadLine } from '../sql/load-lines.ts';
import { type TableStatusRow, tableStatus } from '../sql/table-status.ts';

/** What the ledger says of tables, loads and failures, over a connection. */
export function overviewOf(connection: Connection): Overview {
  return {
    tables: (sinceMs, mapped) => tablesOf(connection, sinceMs, mapped),
    failures: async () => (await connection.ask<FailureGroupRow>({ text: FAILURE_GROUPS })).map(failureGroup),
    loads: (filter, mapped) => loadsOf(connection, filter, mapped),
    activity: async span => (await connection.ask<ActivityRow>(activity(span))).map(activityPart),
  };
}

async function tablesOf(connection: Connection, sinceMs: number, mapped: Mapped): Promise<readonly TableStatus[]> {
  const rows = await connection.ask<TableStatusRow>(tableStatus(sinceMs, mapped.targets));
  const failing = new Map<string, number>();
  for (const place of await connection.ask<FailingFolderRow>({ text: FAILING_FOLDERS })) {
    const target = mapped.targetOf(place) ?? '';
    failing.set(target, (failing.get(target) ?? 0) + Number(place.objects));
  }
  return rows.map(row => ({
    target: row.target,
    newestWrittenAtMs: timeOf(row.newest_written_at_ms),
    lastLoadedAtMs: timeOf(row.last_loaded_at_ms),
    filesToday: Number(row.files),
    rowsToday: Number(row.rows),
    inFlight: Number(row.in_flight),
    partial: Number(row.partial),
    failing: failing.get(row.target) ?? 0,
    quarantined: Number(row.quarantined),
  }));
}

function timeOf(ms: string | null): number | undefined {
  return ms === null ? undefined : Number(ms);
}

function failureGroup(row: FailureGroupRow): FailureGroup {
  const counts = { failed: row.failed, rejected: row.rejected, missing: row.missing, partial: row.partial };
  const states = Object.entries(counts).map(([state, objects]) => [state, Number(objects) || undefined]);
  return {
    group: groupOfText(row.code, row.text),
    code: row.code,
    text: row.text,
    objects: Number(row.objects),
    states: given(Object.fromEntries(states)),
    firstAtMs: Number(row.first_at_ms),
    lastAtMs: Number(row.last_at_ms),
    example: { object: row.object, message: row.message },
  };
}

async function loadsOf(connection: Connection, filter: LoadFilter, mapped?: Mapped): Promise<readonly LoadLine[]> {
  const { target, group } = filter;
  const failing =
    target === undefined || mapped === undefined
      ? []
      : await connection.ask<FailingFolderRow>({ text: FAILING_FOLDERS });
  const errors = group === undefined ? [] : await connection.ask<ErrorTextRow>(errorTexts(group));
  const found = {
    folders: failing.filter(place => mapped?.targetOf(place) === target),
    texts: errors.filter(({ code, text }) => groupOfText(code, text) === group).map(({ text }) => text),
  };
  return (await connection.ask<LoadLineRow>(findLoads(filter, found))).map(readLoadLine);
}

function activityPart(row: ActivityRow): ActivityPart {
  return {
    target: row.target,
    part: row.part,
    files: Number(row.files),
    rowsApplied: Number(row.rows_applied),
    loadSeconds: row.load_ms / 1000,
    longestLagMs: row.longest_lag_ms,
  };
}
