import type pg from 'pg';
import { WORKER_OBJECT_SECONDS } from '../../../domain/limits.ts';
import type { ObjectIdentity } from '../../../domain/object/identity.ts';
import type { PartialLoad } from '../../../domain/ports/partial.ts';
import { identityValues } from './object-key.ts';
import { type CountsRow, readCounts } from './read-counts.ts';

/** One row a slice, in their order; none for a file that is not loaded in part. */
export interface PartialRow extends CountsRow {
  readonly object_load_id: string;
  readonly restarts: number;
  readonly written_at_micros: string;
  readonly mapping_fingerprint: string;
  readonly is_moving: boolean;
  readonly slice: number;
  readonly from_row: string;
  readonly before_row: string | null;
  readonly next_row: string;
  readonly is_done: boolean;
  readonly last_sequence: string | null;
}

const TEXT = `select o.object_load_id, o.restarts, (extract(epoch from t.written_at) * 1000000)::bigint::text as written_at_micros,
  t.mapping_fingerprint, t.loaded_at > now() - interval '${WORKER_OBJECT_SECONDS} seconds' as is_moving, t.rows_read, t.rows_applied, t.rows_unchanged, t.rows_superseded, t.rows_quarantined,
  s.slice, s.from_row, s.before_row, s.next_row, s.is_done, s.last_sequence
from dms_loader.object_load o join dms_loader.table_load t using (object_load_id)
  join dms_loader.object_slice s using (object_load_id)
where o.state = 'partial'`;

/** The progress of a file, by its number in the ledger. */
export function findPartial(objectLoadId: bigint): { readonly text: string } {
  return { text: `${TEXT} and o.object_load_id = ${objectLoadId} order by s.slice` };
}

export function findPartialOf(object: ObjectIdentity): pg.QueryConfig {
  const isIt = `o.bucket = $1 and o.object_key = $2 and o.etag = $3 and o.size_bytes = $4
  and o.last_modified = coalesce($5::timestamptz, '-infinity')`;
  return { text: `${TEXT} and ${isIt} order by s.slice`, values: identityValues(object) };
}

export function readPartial(rows: readonly PartialRow[]): PartialLoad | undefined {
  const [first] = rows;
  return first === undefined
    ? undefined
    : {
        objectLoadId: BigInt(first.object_load_id),
        writtenAtMicros: BigInt(first.written_at_micros),
        mappingFingerprint: first.mapping_fingerprint,
        restarts: first.restarts,
        isMoving: first.is_moving,
        counts: readCounts(first),
        slices: rows.map(row => ({
          number: row.slice,
          fromRow: Number(row.from_row),
          beforeRow: row.before_row === null ? undefined : Number(row.before_row),
          nextRow: Number(row.next_row),
          isDone: row.is_done,
          lastSequence: row.last_sequence ?? undefined,
        })),
      };
}
