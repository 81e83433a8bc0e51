/** What the retry of rows that were set aside writes into the ledger, behind the merge and in its transaction. */
import pg from 'pg';
import type { RowCounts } from '../../../domain/change/change.ts';
import { isAppendOnly, type Table } from '../../../domain/table/table.ts';
import { quotedTarget, quotedTombstones } from '../identifiers.ts';
import { sameKey } from './changes.ts';

/**
 * Says of each staged row what became of it: what its key holds now tells it. Parameters: $1 load. Answers one row a fate:
 * `fate` and the number of `rows`.
 */
export function releaseRows(table: Table): string {
  return `with released as (
  update dms_loader.quarantined_row q
  set released_at = clock_timestamp(), released_as = ${isAppendOnly(table) ? appendedAs(table) : mergedAs(table)}
  from pg_temp.dms_stage s
  where q.table_load_id = $1 and q.row_number = s._dms_row and q.released_at is null
  returning q.released_as
)
select released_as as fate, count(*)::bigint as rows from released group by released_as`;
}

function mergedAs(table: Table): string {
  const heldBy = (load: string) =>
    [quotedTarget(table), quotedTombstones(table)]
      .map(
        relation => `exists (select from ${relation} h where ${sameKey(table, 'h', 's')}
      and h._dms_written_at = s._dms_written_at and h._dms_row = s._dms_row and h._dms_load ${load} $1)`,
      )
      .join(' or ');
  return `case when ${heldBy('=')} then 'applied'
    when ${heldBy('<>')} then 'unchanged'
    else 'superseded' end`;
}

/** Whatever is above the floor is a row of its own. */
function appendedAs({ target }: Table): string {
  return `case when exists (select from dms_loader.table_floor f
      where f.target_schema = ${pg.escapeLiteral(target.schema)} and f.target_table = ${pg.escapeLiteral(target.table)}
        and (f.written_at, f.row_number) >= (s._dms_written_at, s._dms_row)) then 'superseded' else 'applied' end`;
}

/** Every row of the load still counts once. */
export function moveCounts(tableLoadId: bigint, { applied, unchanged, superseded }: RowCounts): pg.QueryConfig {
  return {
    text: `update dms_loader.table_load
set rows_applied = rows_applied + $2::bigint, rows_unchanged = rows_unchanged + $3::bigint,
  rows_superseded = rows_superseded + $4::bigint, rows_quarantined = rows_quarantined - $2::bigint - $3::bigint - $4::bigint
where table_load_id = $1`,
    values: [tableLoadId, applied, unchanged, superseded],
  };
}
