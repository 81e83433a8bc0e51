import type pg from 'pg';
import { mappedBy } from '../../../../domain/object/mapped.ts';
import { makeRoutes } from '../../../../domain/object/route.ts';
import { ITEM } from '../../../factories/changes.ts';

/** The mappings of the shop: ITEM only. */
export const MAPPED = mappedBy(makeRoutes([ITEM], []));

export const NOON = Date.UTC(2026, 0, 31, 12);

/** One line of `object_load`, written by hand; its times are minutes from noon. */
export interface Line {
  readonly key: string;
  readonly state?: string;
  readonly seen?: number;
  readonly changed?: number;
  readonly error?: readonly [code: string, message: string];
  readonly eTag?: string;
}

/** One line of `table_load`, of the target `shop.item` if it is not said. */
export interface TableLine {
  readonly object: string;
  readonly target?: string;
  /** Minutes from noon; undefined: the epoch. */
  readonly written?: number | undefined;
  readonly loaded: number;
  readonly rows: number;
}

export async function addLine(sql: pg.Client, line: Line): Promise<string> {
  const { key, state = 'loaded', seen = 0, changed = seen, error = [null, null], eTag = 'e' } = line;
  const { rows } = await sql.query(
    `insert into dms_loader.object_load (bucket, object_key, etag, size_bytes, state, first_seen_at, changed_at, last_error_code, last_error_message)
values ('landing', $1, $2, 10, $3, $4, $5, $6, $7) returning object_load_id`,
    [key, eTag, state, minute(seen), minute(changed), ...error],
  );
  return String(rows[0].object_load_id);
}

export async function addTableLine(sql: pg.Client, line: TableLine): Promise<void> {
  const { object, target = 'shop.item', written, loaded, rows } = line;
  const [schema, table] = target.split('.');
  await sql.query(
    `insert into dms_loader.table_load (object_load_id, target_schema, target_table, written_at, rows_read, rows_applied,
  rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at, loaded_at)
values ($1, $2, $3, $4, $5, $5, 0, 0, 0, 'f', $6, $7)`,
    [
      object,
      schema,
      table,
      written === undefined ? new Date(0) : minute(written),
      rows,
      minute(loaded - 1),
      minute(loaded),
    ],
  );
}

function minute(minutes: number): Date {
  return new Date(NOON + minutes * 60_000);
}
