/** A row of a file in a form that jsonb holds exactly, so that it can be mapped again later, and back. */
import { rowNumberAt } from '../change/row-number.ts';
import { cellOf, type SourceType, type SourceValue } from '../columns/column.ts';
import type { SourceBatch, SourceColumn } from '../ports/files.ts';
import type { SourceCell, SourceRow } from '../ports/set-aside.ts';
import { escapedText, plainText } from './jsonb-text.ts';

/** The row at place `at` of a batch whose columns are `columns`. */
export function sourceRowOf(batch: SourceBatch, at: number, columns: readonly SourceColumn[]): SourceRow {
  const cells = columns.map(({ name, type }, index): SourceCell => {
    const column = batch.columns[index];
    const value = column === undefined ? null : (cellOf(column, at) as SourceValue | null);
    return { name: escapedText(name), type, value: value === null ? null : storedValue(type, value) };
  });
  return { row: rowNumberAt(batch, at), cells };
}

/** The columns that a row has, as a file states them. */
export function columnsOfRow({ cells }: SourceRow): readonly SourceColumn[] {
  return cells.map(({ name, type }) => ({ name: plainText(name), type }));
}

/** The row as a batch of one, with just the named columns, each of which it must have. */
export function batchOfRow(source: SourceRow, names: readonly string[]): SourceBatch {
  const cells = new Map(source.cells.map(cell => [plainText(cell.name), cell]));
  const columns = names.map(name => {
    const cell = cells.get(name);
    if (cell === undefined) {
      throw new RangeError(`row ${source.row} has no column ${name}`);
    }
    return { values: [cell.value === null ? null : sourceValue(cell.type, cell.value)] };
  });
  return { firstRow: source.row, rowCount: 1, columns };
}

function storedValue({ kind }: SourceType, value: SourceValue): string {
  switch (kind) {
    case 'text':
      return escapedText(value as string);
    case 'bytes':
      return Buffer.from(value as Uint8Array).toString('hex');
    default:
      return Object.is(value, -0) ? '-0' : String(value);
  }
}

/** Each value in the form that `SourceType` states for its kind. */
function sourceValue(type: SourceType, stored: string): SourceValue {
  switch (type.kind) {
    case 'text':
      return plainText(stored);
    case 'bytes':
      return Uint8Array.from(Buffer.from(stored, 'hex'));
    case 'boolean':
      return stored === 'true';
    case 'decimal':
      return exactNumber(BigInt(stored));
    case 'integer':
      return type.bits === 64 ? BigInt(stored) : Number(stored);
    case 'time':
      return type.unit === 'milliseconds' ? Number(stored) : BigInt(stored);
    case 'timestamp':
      return BigInt(stored);
    default:
      return Number(stored);
  }
}

const NUMBERS_END = 2n ** 53n;

/** A number where readers hand over one: from -2^53 to 2^53 - 1. */
function exactNumber(unscaled: bigint): number | bigint {
  return unscaled >= -NUMBERS_END && unscaled < NUMBERS_END ? Number(unscaled) : unscaled;
}
