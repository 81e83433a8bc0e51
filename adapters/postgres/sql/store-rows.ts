import pg from 'pg';
import type { QuarantinedRow } from '../../../domain/ports/set-aside.ts';
import type { Table } from '../../../domain/table/table.ts';
import { timestampText } from '../timestamp-text.ts';
import type { ClaimAnswer } from './claim-object.ts';

/**
 * One message that keeps rows apart, before the load itself is written: its reference is checked at the commit, whatever was
 * said of constraints before. A row that a retry finds bad again is there already, and gets its reasons of today.
 */
export function storeRows(
  { target }: Pick<Table, 'target'>,
  { objectLoadId, tableLoadId }: NonNullable<ClaimAnswer['claim']>,
  rows: readonly QuarantinedRow[],
): string {
  const text = pg.escapeLiteral;
  const values = rows.map(
    ({ source, writtenAtMicros, faults }) =>
      `(${objectLoadId}, ${tableLoadId}, ${text(target.schema)}, ${text(target.table)},
  '${timestampText(writtenAtMicros)}', ${source.row}, ${text(JSON.stringify(faults))}, ${text(JSON.stringify(source))})`,
  );
  return `set constraints dms_loader.quarantined_row_table_load_id_fkey deferred;
insert into dms_loader.quarantined_row (
  object_load_id, table_load_id, target_schema, target_table, written_at, row_number, faults, source_row)
values ${values.join(',\n')}
on conflict (table_load_id, row_number) do update set faults = excluded.faults`;
}
