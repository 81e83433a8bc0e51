import { isMarkedText } from '../columns/bad-text.ts';
import type { TargetValue } from '../columns/column.ts';
import { CellFault, type Convert } from '../columns/type.ts';
import type { ColumnPlan, PlannedColumn } from './column-plan.ts';

/** The same plan, for a file whose reader hands over text that is not UTF-8, marked: such a cell is a fault of its row. */
export function refusingBadText(plan: ColumnPlan): ColumnPlan {
  return {
    ...plan,
    columns: plan.columns.map(refusing),
    beforeImage: plan.beforeImage?.map(image => image && refusing(image)),
    changeSequence: plan.changeSequence && {
      ...plan.changeSequence,
      convert: guarded(plan.changeSequence.convert),
    },
  };
}

const NOT_UTF8 = new CellFault(
  'is not UTF-8',
  'correct the value in the source database, or map it there to bytes (RAW, BLOB)',
);

function refusing(planned: PlannedColumn): PlannedColumn {
  if (planned.parts !== undefined) {
    return { ...planned, parts: planned.parts.map(refusing) };
  }
  return planned.source.type.kind === 'text' ? { ...planned, convert: guarded(planned.convert) } : planned;
}

function guarded<Value extends TargetValue>(convert: Convert<Value>): Convert<Value> {
  return value => (isMarkedText(value) ? NOT_UTF8 : convert(value));
}
