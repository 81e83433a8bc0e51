import type pg from 'pg';
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
 * planner see nothing of how a part is reckoned, from which it would expect as many groups as loads, and sort them all.
 */
const TEXT = `select target_schema || '.' || target_table as target,
  least(floor((loaded - $3::float8) / $4::float8), $5::integer - 1)::integer as part,
  count(*) as files, sum(rows_applied) as rows_applied, round(sum(loaded - started) * 1000) as load_ms,
  round(coalesce(max(loaded - written) filter (where written > 0), 0) * 1000) as longest_lag_ms
from (
  select target_schema, target_table, rows_applied, date_part('epoch', loaded_at) as loaded,
    date_part('epoch', started_at) as started, date_part('epoch', written_at) as written
  from dms_loader.table_load
  where loaded_at >= $1::timestamptz and loaded_at < $2::timestamptz
    and object_load_id not in (select object_load_id from dms_loader.object_load where state = 'partial')
  offset 0
) l
group by target_schema, target_table, 2
order by 1, 2`;

/** What was loaded in each part of a span. */
export function activity({ sinceMs, untilMs, parts }: Span): pg.QueryConfig {
  const [since, until] = [sinceMs, untilMs].map(ms => new Date(ms).toISOString());
  return { text: TEXT, values: [since, until, sinceMs / 1000, (untilMs - sinceMs) / 1000 / parts, parts] };
}
