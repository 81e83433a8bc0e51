/** Which cells of a batch say nothing of their columns, so that a merge leaves those as they are. */
import { Buffer } from 'node:buffer';
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

/**
 * The bits of all rows, row by row. They are set column by column, and rows are told apart at the end only: on the way there
 * are far more different beginnings of masks than masks.
 */
function makeMasks(rowCount: number, width: number) {
  const stride = Math.ceil(width / 8);
  let bits: Buffer | undefined;
  return {
    add(row: number, bit: number): void {
      bits ??= Buffer.alloc(rowCount * stride);
      const at = row * stride + (bit >> 3);
      bits[at] = (bits[at] ?? 0) | (1 << (bit & 7));
    },
    column: (): Column<Uint8Array> | undefined => bits && distinctRows(bits, stride, rowCount),
  };
}

/** NULL for a row without a bit. */
function distinctRows(bits: Buffer, stride: number, rowCount: number): Column<Uint8Array> {
  const values: Uint8Array[] = [];
  const known = new Map([['\0'.repeat(stride), -1]]);
  const indexes = Int32Array.from({ length: rowCount }, (_, row) => {
    const mask = bits.subarray(row * stride, (row + 1) * stride);
    const text = mask.toString('latin1');
    const index = known.get(text) ?? values.push(Uint8Array.from(mask)) - 1;
    known.set(text, index);
    return index;
  });
  return { values, indexes };
}
