import type pg from 'pg';
import { FINAL_LIST } from './object-key.ts';

export interface OpenRow {
  readonly bucket: string;
  readonly object_key: string;
}

/** Full-load files of whatever table, modified at a time or later, that are not loaded; but for those written again since. */
export function findOpenSince(since: string): pg.QueryConfig {
  return {
    text: `select o.bucket, o.object_key from dms_loader.object_load o
where o.state not in (${FINAL_LIST}) and o.last_modified >= $1::timestamptz and not exists (
  select from dms_loader.object_load n
  where n.bucket = o.bucket and n.object_key = o.object_key and n.last_modified > o.last_modified)
order by 1, 2`,
    values: [since],
  };
}
