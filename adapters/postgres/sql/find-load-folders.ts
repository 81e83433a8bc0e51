import type pg from 'pg';
import type { Table } from '../../../domain/table/table.ts';

/** The folders, ending with a slash, from which full-load files of a target were loaded. */
export function findLoadFolders({ target }: Table): pg.QueryConfig {
  return {
    text: `select distinct o.bucket, regexp_replace(o.object_key, '[^/]*$', '') as prefix
from dms_loader.table_load t join dms_loader.object_load o using (object_load_id)
where t.target_schema = $1 and t.target_table = $2 and o.last_modified > '-infinity' order by 1, 2`,
    values: [target.schema, target.table],
  };
}
