import type pg from 'pg';

export interface SetAsideCountRow {
  readonly table_load_id: string;
  readonly rows: string;
}

/** Rows of loads that are set aside still; a load that has none is left out. */
export function countSetAside(tableLoads: readonly bigint[]): pg.QueryConfig {
  return {
    text: `select table_load_id, count(*) as rows from dms_loader.quarantined_row
where table_load_id = any ($1::bigint[]) and released_at is null group by table_load_id`,
    values: [tableLoads.map(String)],
  };
}
