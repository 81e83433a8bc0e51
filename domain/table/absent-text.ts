import { CellFault, type Convert } from '../columns/type.ts';
import type { ColumnPlan, PlannedColumn } from './column-plan.ts';

/**
 * The same plan, for a file in which a text stands for values that the source did not log (CsvNoSupValue): such a cell is
 * a fault, for it says nothing of the value. In a delete it may stand everywhere but in the key.
 */
export function refusingAbsent(plan: ColumnPlan, marker: string): ColumnPlan {
  const absent = new CellFault(
    'says that the value was not in the supplemental log of the source',
    'log all columns, in Oracle: ALTER TABLE <schema>.<table> ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS; then reload the table',
  );
  const guarded = (planned: PlannedColumn): PlannedColumn => ({
    ...planned,
    convert: guard(planned.convert, marker, absent),
    parts: planned.parts?.map(guarded),
  });
  return {
    ...plan,
    columns: plan.columns.map(guarded),
    beforeImage: plan.beforeImage?.map(image => image && guarded(image)),
  };
}

function guard(convert: Convert, marker: string, absent: CellFault): Convert {
  return value => (value === marker ? absent : convert(value));
}
