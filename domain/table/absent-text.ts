import { CellFault, type Convert } from '../columns/type.ts';
import type { ColumnPlan, PlannedColumn } from './column-plan.ts';

/**
 * The same plan, for a file in which a text stands for values that the source did not log (CsvNoSupValue). Such a cell says
 * nothing of its column, which stays as it is; in a table without a key it is NULL. In a key it is a fault, and so it is
 * in a column whose contract rescues it: the object of a row has its columns or has them not.
 */
export function keepingAbsent(plan: ColumnPlan, absentText: string): ColumnPlan {
  const faulty = (planned: PlannedColumn) => ({ ...planned, convert: instead(planned.convert, absentText, ABSENT) });
  return {
    ...plan,
    columns: plan.columns.map(planned => ({
      ...planned,
      convert: instead(planned.convert, absentText, planned.isKey ? ABSENT : null),
      ...(planned.parts === undefined ? {} : { parts: planned.parts.map(faulty) }),
    })),
    beforeImage: plan.beforeImage?.map(image => image && faulty(image)),
    absentText,
    mayKeep: plan.key.length > 0,
  };
}

const ABSENT = new CellFault(
  'says that the value was not in the supplemental log of the source',
  'log all columns, in Oracle: ALTER TABLE <schema>.<table> ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS; then reload the table',
);

function instead(convert: Convert, absentText: string, absent: CellFault | null): Convert {
  return value => (value === absentText ? absent : convert(value));
}
