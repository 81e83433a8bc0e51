/** Writes of objects with all that the ledger has on each: what `status`, `ledger` and traces tell of. */

import type { ObjectState } from '../../../domain/ledger.ts';
import type { LoadLine, TableLine } from '../../../domain/ports/overview.ts';
import { type CountsRow, readCounts } from './read-counts.ts';

/** Milliseconds since 1970, as SQL. */
export function millis(time: string): string {
  return `(extract(epoch from ${time}) * 1000)::bigint`;
}

/** SQL that gives a row for each row of `object_load` that `chosen`, a SELECT, gives; the caller's ORDER BY goes behind it. */
export function loadLines(chosen: string): string {
  return `select o.object_load_id, 's3://' || o.bucket || '/' || o.object_key as object, o.etag, o.size_bytes,
  ${millis("nullif(o.last_modified, '-infinity')")} as last_modified_ms, o.state, o.attempts,
  ${millis('o.first_seen_at')} as first_seen_at_ms, ${millis('o.changed_at')} as changed_at_ms,
  ${millis('o.given_up_at')} as given_up_at_ms,
  o.last_error_code, o.last_error_message, s.slices, s.slices_done, coalesce(t.tables, '[]') as tables
from (${chosen}) o
  left join lateral (
    select json_agg(json_build_object('table_load_id', table_load_id::text, 'target', target_schema || '.' || target_table,
        'written_at_ms', ${millis('written_at')}, 'started_at_ms', ${millis('started_at')}, 'loaded_at_ms', ${millis('loaded_at')},
        'mapping_fingerprint', mapping_fingerprint, 'rows_read', rows_read, 'rows_applied', rows_applied,
        'rows_unchanged', rows_unchanged, 'rows_superseded', rows_superseded, 'rows_quarantined', rows_quarantined)
      order by table_load_id) as tables
    from dms_loader.table_load p where p.object_load_id = o.object_load_id
  ) t on true
  left join lateral (
    select count(*) as slices, count(*) filter (where is_done) as slices_done
    from dms_loader.object_slice p where p.object_load_id = o.object_load_id having count(*) > 0
  ) s on true`;
}

export interface LoadLineRow {
  readonly object_load_id: string;
  readonly object: string;
  readonly etag: string;
  readonly size_bytes: string;
  /** Null for a file whose name carries its time. */
  readonly last_modified_ms: string | null;
  readonly state: ObjectState;
  readonly attempts: number;
  readonly first_seen_at_ms: string;
  readonly changed_at_ms: string;
  readonly given_up_at_ms: string | null;
  readonly last_error_code: string | null;
  readonly last_error_message: string | null;
  readonly slices: string | null;
  readonly slices_done: string | null;
  readonly tables: readonly TableLineRow[];
}

interface TableLineRow extends CountsRow {
  readonly table_load_id: string;
  readonly target: string;
  readonly written_at_ms: number;
  readonly started_at_ms: number;
  readonly loaded_at_ms: number;
  readonly mapping_fingerprint: string;
}

export function readLoadLine(row: LoadLineRow): LoadLine {
  return {
    objectLoadId: BigInt(row.object_load_id),
    object: row.object,
    eTag: row.etag,
    sizeBytes: Number(row.size_bytes),
    lastModifiedMs: row.last_modified_ms === null ? undefined : Number(row.last_modified_ms),
    state: row.state,
    attempts: row.attempts,
    firstSeenAtMs: Number(row.first_seen_at_ms),
    changedAtMs: Number(row.changed_at_ms),
    givenUpAtMs: row.given_up_at_ms === null ? undefined : Number(row.given_up_at_ms),
    error: readError(row.last_error_code, row.last_error_message),
    slices: row.slices === null ? undefined : { done: Number(row.slices_done), all: Number(row.slices) },
    tables: row.tables.map(readTableLine),
  };
}

export function readError(code: string | null, message: string | null): LoadLine['error'] {
  return code === null ? undefined : { code, message: message ?? '' };
}

function readTableLine(row: TableLineRow): TableLine {
  return {
    tableLoadId: BigInt(row.table_load_id),
    target: row.target,
    writtenAtMs: row.written_at_ms,
    startedAtMs: row.started_at_ms,
    loadedAtMs: row.loaded_at_ms,
    mappingFingerprint: row.mapping_fingerprint,
    counts: readCounts(row),
  };
}
