/** Which cells of a batch say nothing of their columns, so that a merge leaves those as they are. */
import { DELETE } from '../change/change.ts';
import { type Column, cellOf } from '../columns/column.ts';
import type { SourceBatch } from '../ports/files.ts';
import type { ColumnPlan, PlannedColumn } from './column-plan.ts';
import type { Converted } from './convert-values.ts';

export interface KeptCells {
  /**
   * Marks the kept cells of a column: those without a value that are an update's, where the column is one of keepOnNull, or
   * whose text says that the source did not log them. Answers 1 for each row that has one; undefined if none has.
   */
  mark(planned: PlannedColumn, converted: Converted): Uint8Array | undefined;
  /** As `ChangeBatch.kept` has it: few distinct masks, so a dictionary. Undefined if no cell is kept. */
  masks(): Column<Uint8Array> | undefined;
}

/** Undefined where nothing may be kept. */
export function keptCells(
  plan: ColumnPlan,
  { rowCount, columns }: SourceBatch,
  effects: Uint8Array | undefined,
): KeptCells | undefined {
  if (plan.mayKeep !== true) {
    return undefined;
  }
  const op = plan.op === undefined ? undefined : columns[plan.op];
  const isUpdate = op === undefined ? new Uint8Array(rowCount) : updates(op, rowCount);
  const masks = makeMasks(rowCount, plan.columns.length);
  return {
    masks: masks.column,
    mark(planned, converted) {
      const keepsNull = planned.target.keepOnNull === true;
      const at = plan.columns.indexOf(planned);
      if (at < 0 || planned.isKey || !(keepsNull || plan.absentText !== undefined)) {
        return undefined;
      }
      const source = columns[planned.at] ?? { values: [] };
      const rows = new Uint8Array(rowCount);
      for (let row = 0; row < rowCount; row += 1) {
        const isKept = (keepsNull && isUpdate[row] === 1) || isAbsent(source, row, plan.absentText);
        if (isKept && effects?.[row] !== DELETE && isNull(converted, row)) {
          rows[row] = 1;
          masks.add(row, at);
        }
      }
      return rows;
    },
  };
}

function isAbsent(source: Column, row: number, absentText: string | undefined): boolean {
  return absentText !== undefined && cellOf(source, row) === absentText;
}

/** A value at fault is null, too, and is to be reported. */
function isNull({ column: { values, indexes }, faults }: Converted, row: number): boolean {
  const at = indexes === undefined ? row : (indexes[row] ?? -1);
  return at < 0 || ((values[at] ?? null) === null && !faults.has(at));
}

/** 1 for each row whose Op is U. */
function updates({ values, indexes }: Column, rowCount: number): Uint8Array {
  const isUpdate = Uint8Array.from({ length: values.length }, (_, at) => (values[at] === 'U' ? 1 : 0));
  return indexes === undefined
    ? isUpdate.subarray(0, rowCount)
    : Uint8Array.from({ length: rowCount }, (_, row) => isUpdate[indexes[row] ?? -1] ?? 0);
}

/** Bits are added column by column: a mask with one bit more is looked up, and made once. */
function makeMasks(rowCount: number, width: number) {
  const masks: Uint8Array[] = [];
  const indexes = new Int32Array(rowCount).fill(-1);
  const grown = new Map<number, number>();
  return {
    add(row: number, bit: number): void {
      const before = indexes[row] ?? -1;
      const step = (before + 1) * width + bit;
      let after = grown.get(step);
      if (after === undefined) {
        const mask = Uint8Array.from(masks[before] ?? new Uint8Array(Math.ceil(width / 8)));
        mask[bit >> 3] = (mask[bit >> 3] ?? 0) | (1 << (bit & 7));
        after = masks.push(mask) - 1;
        grown.set(step, after);
      }
      indexes[row] = after;
    },
    column: (): Column<Uint8Array> | undefined => (masks.length === 0 ? undefined : { values: masks, indexes }),
  };
}
