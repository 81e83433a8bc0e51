/** DMS's timestamp column (TimestampColumnName), where it says when each row of a full load was written. */
import { rowNumberAt } from '../change/row-number.ts';
import { type Column, cellOf, type SourceType, type SourceValue } from '../columns/column.ts';
import { timestamp } from '../columns/index.ts';
import { textOf } from '../columns/source-text.ts';
import { CellFault, type Convert } from '../columns/type.ts';
import { LoaderError } from '../errors.ts';
import type { SourceBatch, SourceColumn } from '../ports/files.ts';
import type { TimedColumn } from './column-plan.ts';
import { convertColumn } from './convert-values.ts';
import type { FaultList } from './faults.ts';
import { matchColumn } from './match-column.ts';

/** Characters of `yyyy-MM-dd HH:mm:ss`: a day alone would put all its rows in one place. */
const TO_THE_SECOND = 19;

const REMEDY = 'correct the row; the column is that of TimestampColumnName at DMS, and its time is taken as UTC';
const NO_TIME = new CellFault('is no time written as yyyy-MM-dd HH:mm:ss.SSSSSS', REMEDY);
const BEFORE_1970 = new CellFault('is no time since 1970', REMEDY);

/** @throws LoaderError COLUMN_MISSING or COLUMN_AMBIGUOUS */
export function timedPlace(name: string, columns: readonly SourceColumn[], object: string): number {
  const place = matchColumn(name, columns, object);
  if (place === undefined) {
    throw new LoaderError('COLUMN_MISSING', {
      object,
      column: name,
      reason:
        "is not in this full-load file, but its source has loadTime 'timestamp-column', so that the order rests on it",
      remedy:
        'set TimestampColumnName of the DMS endpoint to it and load anew, or correct timestampColumn of the source',
    });
  }
  return place;
}

/** @throws LoaderError COLUMN_TYPE */
export function timedColumn(source: SourceColumn, at: number, object: string): TimedColumn {
  const convert = rowTime(source.type);
  if (convert instanceof CellFault) {
    const { reason, remedy } = convert;
    throw new LoaderError('COLUMN_TYPE', { object, column: source.name, reason, remedy });
  }
  return { source, at, convert };
}

/** DMS writes text (API reference, S3Settings, TimestampColumnName); a tool that made a timestamp of it did no harm. */
function rowTime(type: SourceType): Convert<bigint> | CellFault {
  const convert = timestamp().converter(type);
  if (convert instanceof CellFault || !(type.kind === 'text' || type.kind === 'timestamp')) {
    return new CellFault(`is ${type.kind}, and says no time`, 'correct timestampColumn of the source');
  }
  return value => {
    const isShort = typeof value === 'string' && value.trim().length < TO_THE_SECOND;
    const micros = isShort ? null : convert(value);
    if (micros === null || micros instanceof CellFault) {
      return NO_TIME;
    }
    return micros < 0n ? BEFORE_1970 : micros;
  };
}

/** The time of each row; one without a time is a bad row, whatever it is besides. */
export function mapRowTimes(
  { source, at, convert }: TimedColumn,
  batch: SourceBatch,
  faults: FaultList,
): Column<bigint> {
  const given = batch.columns[at] ?? { values: [] };
  const { column, faults: found } = convertColumn(given, batch.rowCount, convert);
  for (let row = 0; row < batch.rowCount; row += 1) {
    if (cellOf(column, row) === null) {
      const value = cellOf(given, row) as SourceValue | null;
      const fault = found.get(given.indexes?.[row] ?? row);
      const { reason, remedy } = fault ?? { reason: 'is NULL, and says when the row was written', remedy: REMEDY };
      faults.add(row, () => ({
        row: rowNumberAt(batch, row),
        column: source.name,
        value: value === null ? undefined : textOf(source.type)(value),
        reason,
        remedy,
      }));
    }
  }
  return column as Column<bigint>;
}
