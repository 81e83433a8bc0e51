import { type ChangeBatch, DELETE } from '../change/change.ts';
import { rowNumberAt } from '../change/row-number.ts';
import { type Column, cellOf, type SourceValue } from '../columns/column.ts';
import { textOf } from '../columns/source-text.ts';
import type { SourceBatch } from '../ports/files.ts';
import { mapSequence } from './change-sequence.ts';
import type { ColumnPlan, PlannedColumn } from './column-plan.ts';
import { type Converted, convertColumn, withFallback } from './convert-values.ts';
import { FaultList, type RowFault } from './faults.ts';
import { type KeptCells, keptCells } from './kept-cells.ts';
import { mapOp } from './map-op.ts';
import { mapOldKey } from './old-key.ts';
import { asObjects } from './rescued-columns.ts';
import { mapRowTimes } from './row-time.ts';

export interface MappedBatch {
  /** Not to be loaded as it is if `faultCount` is not 0: cells at fault are NULL in it. */
  readonly changes: ChangeBatch;
  /** The first ones, by row. */
  readonly faults: readonly RowFault[];
  readonly faultCount: number;
  /** 1 for each row with a fault; undefined if none has one. */
  readonly badRows: Uint8Array | undefined;
}

/**
 * Converts rows of a file into changes, a column at a time.
 *
 * A delete needs its key only: whatever is wrong with its other columns is no fault, and becomes NULL (Oracle may log no
 * more than the key). A key that is NULL or cannot be converted is a fault of every row. In a table without a key a delete
 * is a row like any other.
 *
 * @param writtenAtMicros when DMS wrote the file, microseconds since 1970, UTC
 */
export function mapBatch(plan: ColumnPlan, batch: SourceBatch, writtenAtMicros: bigint): MappedBatch {
  const { firstRow, rowCount, rowNumbers } = batch;
  const faults = new FaultList(rowCount);
  const effects = effectsOf(plan, batch, faults);
  const kept = keptCells(plan, batch, effects);
  const columns = plan.columns.map(planned => mapColumn(planned, { batch, effects, faults, kept }));
  const oldKey = mapOldKey(
    plan,
    columns,
    planned => convertChecked(planned, { batch, effects, faults }, { mayBeNull: true }).column,
  );
  const writtenAt = plan.writtenAt === undefined ? undefined : mapRowTimes(plan.writtenAt, batch, faults);
  const changeSequence = plan.changeSequence && mapSequence(plan.changeSequence, batch, faults);
  return {
    changes: {
      firstRow,
      rowCount,
      rowNumbers,
      writtenAtMicros,
      effects,
      columns,
      oldKey,
      writtenAt,
      changeSequence,
      kept: kept?.masks(),
      op: plan.key.length === 0 ? opOf(plan, batch) : undefined,
    },
    faults: faults.first,
    faultCount: faults.count,
    badRows: faults.badRows,
  };
}

function effectsOf(plan: ColumnPlan, batch: SourceBatch, faults: FaultList): Uint8Array | undefined {
  if (plan.op === undefined) {
    return undefined;
  }
  const effects = mapOp({ column: columnAt(batch, plan.op), name: plan.reads[plan.op] ?? 'Op', batch }, faults);
  return plan.key.length === 0 ? undefined : effects;
}

/** Rows of a full load are inserts. Where another text than I, U or D stands, `mapOp` has found a fault. */
function opOf(plan: ColumnPlan, batch: SourceBatch): Column<string> {
  return plan.op === undefined
    ? { values: ['I'], indexes: new Int32Array(batch.rowCount) }
    : (columnAt(batch, plan.op) as Column<string>);
}

interface Rows {
  readonly batch: SourceBatch;
  readonly effects: Uint8Array | undefined;
  readonly faults: FaultList;
  readonly kept?: KeptCells | undefined;
}

function mapColumn(planned: PlannedColumn, rows: Rows): Column {
  if (planned.parts !== undefined) {
    return asObjects(
      planned.parts,
      part => convertChecked(part, rows, { mayBeNull: true }).column,
      rows.batch.rowCount,
    );
  }
  const { isRequired, fallback } = planned.target.type;
  const mayBeNull = fallback !== undefined || !(planned.isKey || isRequired);
  const { column } = convertChecked(planned, rows, { mayBeNull });
  return fallback === undefined || hasNoNull(column) ? column : withFallback(column, rows.batch.rowCount, fallback);
}

/** A typed array holds none, but a dictionary's NULL is an index, whatever holds its values. */
function hasNoNull({ values, indexes }: Column): boolean {
  return indexes === undefined && ArrayBuffer.isView(values);
}

function convertChecked(planned: PlannedColumn, rows: Rows, { mayBeNull }: { mayBeNull: boolean }): Converted {
  const converted = convertColumn(columnAt(rows.batch, planned.at), rows.batch.rowCount, planned.convert);
  const kept = rows.kept?.mark(planned, converted);
  if (converted.faults.size > 0 || !(mayBeNull || hasNoNull(converted.column))) {
    reportFaults(planned, rows, { ...converted, mayBeNull, kept });
  }
  return converted;
}

interface Checked extends Converted {
  readonly mayBeNull: boolean;
  /** 1 for each row in which NULL says nothing. */
  readonly kept: Uint8Array | undefined;
}

function reportFaults(planned: PlannedColumn, rows: Rows, converted: Checked): void {
  const { batch, effects, faults } = rows;
  const { values, indexes } = converted.column;
  for (let row = 0; row < batch.rowCount; row += 1) {
    if (!planned.isKey && effects?.[row] === DELETE) {
      continue;
    }
    const at = indexes === undefined ? row : (indexes[row] ?? -1);
    const fault = converted.faults.get(at);
    if (fault !== undefined) {
      faults.add(row, () => ({
        ...cellAt(planned, batch, row),
        reason: fault.reason,
        remedy: fault.remedy,
      }));
    } else if (!converted.mayBeNull && converted.kept?.[row] !== 1 && (at < 0 || values[at] === null)) {
      faults.add(row, () => nullFault(planned, cellAt(planned, batch, row)));
    }
  }
}

function cellAt(planned: PlannedColumn, batch: SourceBatch, row: number): Pick<RowFault, 'row' | 'column' | 'value'> {
  const value = cellOf(columnAt(batch, planned.at), row) as SourceValue | null;
  const { name, type } = planned.source;
  return { row: rowNumberAt(batch, row), column: name, value: value === null ? undefined : textOf(type)(value) };
}

function nullFault(planned: PlannedColumn, cell: Pick<RowFault, 'row' | 'column' | 'value'>): RowFault {
  const { name } = planned.target;
  const what = cell.value === undefined ? 'is NULL' : 'means NULL';
  return planned.isKey
    ? {
        ...cell,
        reason: `${what}, but ${name} belongs to the key`,
        remedy: 'correct the row, or choose a key that is never NULL',
      }
    : { ...cell, reason: `${what}, but ${name} is required`, remedy: 'correct the row, or declare default(value)' };
}

function columnAt(batch: SourceBatch, at: number): Column {
  const column = batch.columns[at];
  if (column === undefined) {
    throw new RangeError(`the batch of row ${batch.firstRow} has no column number ${at}`);
  }
  return column;
}
