import type pg from 'pg';
import type { Span } from '../../../domain/ports/overview.ts';

export interface ActivityRow {
  readonly target: string;
  readonly part: number;
  readonly files: string;
  readonly rows_applied: string;
  readonly load_seconds: number;
  readonly longest_lag_ms: number;
}

/** At the epoch stand full loads of which no row tells when it was written: nobody knows their lag. */
const TEXT = `select target_schema || '.' || target_table as target,
  least(floor(date_part('epoch', loaded_at - $1::timestamptz) / $3::float8), $4::integer - 1)::integer as part,
  count(*) as files, sum(rows_applied) as rows_applied,
  sum(date_part('epoch', loaded_at - started_at)) as load_seconds,
  coalesce(max(date_part('epoch', loaded_at - written_at)) filter (where written_at > 'epoch'), 0) * 1000 as longest_lag_ms
from dms_loader.table_load
where loaded_at >= $1::timestamptz and loaded_at < $2::timestamptz
  and object_load_id not in (select object_load_id from dms_loader.object_load where state = 'partial')
group by target_schema, target_table, 2
order by 1, 2`;

/** What was loaded in each part of a span. */
export function activity({ sinceMs, untilMs, parts }: Span): pg.QueryConfig {
  const [since, until] = [sinceMs, untilMs].map(ms => new Date(ms).toISOString());
  return { text: TEXT, values: [since, until, (untilMs - sinceMs) / 1000 / parts, parts] };
}
