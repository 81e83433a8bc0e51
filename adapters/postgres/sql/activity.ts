import type pg from 'pg';
import { isoTime } from '../../../domain/iso-time.ts';
import type { Span } from '../../../domain/ports/overview.ts';

export interface ActivityRow {
  readonly target: string;
  readonly part: number;
  readonly files: string;
  readonly rows_applied: string;
  readonly load_ms: number;
  readonly longest_lag_ms: number;
}

/**
 * At the epoch stand full loads of which no row tells when it was written: nobody knows their lag. `offset 0` has the
 * planner see nothing of how a part is found, from which it would expect as many groups as loads, and sort them all. Times
 * become numbers once a group, not once a load: that would be half of the work.
 */
const TEXT = `select target_schema || '.' || target_table as target, part, count(*) as files, sum(rows_applied) as rows_applied,
  round(date_part('epoch', sum(load_time)) * 1000) as load_ms,
  round(coalesce(date_part('epoch', max(lag)), 0) * 1000) as longest_lag_ms
from (
  select target_schema, target_table, rows_applied, width_bucket(loaded_at, $3::timestamptz[]) - 1 as part,
    loaded_at - started_at as load_time, case when written_at > 'epoch' then loaded_at - written_at end as lag
  from dms_loader.table_load
  where loaded_at >= $1::timestamptz and loaded_at < $2::timestamptz
    and object_load_id not in (select object_load_id from dms_loader.object_load where state = 'partial')
  offset 0
) l
group by target_schema, target_table, part
order by 1, 2`;

/** What was loaded in each part of a span. */
export function activity({ sinceMs, untilMs, parts }: Span): pg.QueryConfig {
  const starts = Array.from({ length: parts }, (_, part) => isoTime(sinceMs + ((untilMs - sinceMs) * part) / parts));
  return { text: TEXT, values: [isoTime(sinceMs), isoTime(untilMs), starts] };
}
