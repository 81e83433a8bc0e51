import type { ChangeBatch } from '../../domain/change/change.ts';
import { type Column, cellOf } from '../../domain/columns/column.ts';
import type { TableIntent } from '../../domain/ports/intent.ts';
import { elementCast, encodeArray, parameterType } from './copy/array.ts';
import { databaseError } from './errors.ts';
import { quoted } from './identifiers.ts';
import type { ChangeSet } from './merge.ts';
import { changesAsSeen, seeChanges } from './seen-changes.ts';
import { type ChangeShape, shapeColumns, shapeOf } from './sql/changes.ts';
import { shapedColumns } from './staged-filling.ts';

/** Parameters that come before those of the changes: written at, load. */
const LEADING = 2;

/**
 * A small set of changes as one parameter a column: a statement's `source` over `unnest`. It needs no temporary table,
 * which costs 2 ms and catalogue rows (measured: 7 times cheaper at one row, level at 500 to 1,000).
 */
export function parameterSource(shape: ChangeShape): string {
  const columns = shapeColumns(shape);
  const names = columns.map(column => quoted(column.name));
  const parameters = columns.map((column, index) => `$${index + 1 + LEADING}::${parameterType(column.sql)}`);
  const cells = columns.map((column, index) => `u.${names[index]}${elementCast(column.sql)} as ${names[index]}`);
  return `(select ${cells.join(', ')} from unnest(${parameters.join(', ')}) as u(${names.join(', ')})) as input`;
}

/**
 * The values of those parameters: binary arrays.
 * @throws LoaderError ROW_BAD that names the column of a value that cannot be encoded
 */
export function parameterValues(shape: ChangeShape, batches: readonly ChangeBatch[]): readonly Buffer[] {
  const shaped = batches.map(batch => shapedColumns(shape, batch));
  const rowCounts = batches.map(batch => batch.rowCount);
  return shapeColumns(shape).map(({ name, sql }, index) => {
    const parts = shaped.map(columns => columns[index] as Column);
    try {
      return encodeArray(sql, joined(parts, rowCounts));
    } catch (error) {
      throw databaseError(error).at({ column: name });
    }
  });
}

/** A set of few changes, for which everything is looked up that may stand against it. */
export function parameterSet(intent: TableIntent, batches: readonly ChangeBatch[]): ChangeSet {
  const shape = shapeOf(intent);
  const seen = seeChanges(intent);
  for (const batch of batches) {
    seen.see(batch);
  }
  return {
    ...changesAsSeen(shape, parameterSource(shape), seen),
    values: parameterValues(shape, batches),
    rowCount: batches.reduce((sum, batch) => sum + batch.rowCount, 0),
    guards: { tombstones: true, floor: true },
  };
}

function joined(parts: readonly Column[], rowCounts: readonly number[]): Column {
  const values: unknown[] = [];
  parts.forEach((part, index) => {
    for (let row = 0; row < (rowCounts[index] ?? 0); row += 1) {
      values.push(cellOf(part, row));
    }
  });
  return { values };
}
