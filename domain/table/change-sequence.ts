/** DMS's AR_H_CHANGE_SEQ, in whose order the changes of a file were made; a mapping may map it besides. */
import { rowNumberAt } from '../change/row-number.ts';
import { type Column, cellOf, type SourceValue } from '../columns/column.ts';
import { textOf } from '../columns/source-text.ts';
import { CellFault, type Convert } from '../columns/type.ts';
import type { SourceBatch, SourceColumn } from '../ports/files.ts';
import type { SequenceColumn } from './column-plan.ts';
import { convertColumn } from './convert-values.ts';
import type { FaultList } from './faults.ts';

/** DMS User Guide, "Header columns" of transformation rules: changes of a task were made in its order. */
const CHANGE_SEQUENCE = /^\$?ar_h_change_seq$/iu;

interface File {
  readonly columns: readonly SourceColumn[];
  readonly kind: 'load' | 'cdc';
}

/** In a file of changes: of a full load it is empty. */
export function sequencePlace({ kind, columns }: File): number | undefined {
  const place = columns.findIndex(({ name, type }) => CHANGE_SEQUENCE.test(name) && type.kind === 'text');
  return kind === 'load' || place < 0 ? undefined : place;
}

/** A sentence on a column of that name that says no order. */
export function sequenceNotes(file: File): readonly string[] {
  const named = file.kind === 'load' ? undefined : file.columns.find(({ name }) => CHANGE_SEQUENCE.test(name));
  return named === undefined || sequencePlace(file) !== undefined
    ? []
    : [`${named.name} is ${named.type.kind} in the file, not text, so the rows are in the order of the file.`];
}

export function sequenceColumn(source: SourceColumn, at: number): SequenceColumn {
  return { source, at, convert: refuseNul };
}

const HAS_NUL = new CellFault(
  'has a NUL character, which PostgreSQL text cannot hold',
  'have DMS write the file again, or correct it: DMS writes digits there',
);

const refuseNul: Convert<string> = value => (String(value).includes('\0') ? HAS_NUL : (value as string));

/** The sequence of each change; what the database would not take is a fault of its row. */
export function mapSequence(
  { source, at, convert }: SequenceColumn,
  batch: SourceBatch,
  faults: FaultList,
): Column<string> {
  const given = batch.columns[at] ?? { values: [] };
  const { column, faults: found } = convertColumn(given, batch.rowCount, convert);
  for (let row = 0; found.size > 0 && row < batch.rowCount; row += 1) {
    const fault = found.get(given.indexes?.[row] ?? row);
    if (fault !== undefined) {
      const value = textOf(source.type)(cellOf(given, row) as SourceValue);
      const { reason, remedy } = fault;
      faults.add(row, () => ({ row: rowNumberAt(batch, row), column: source.name, value, reason, remedy }));
    }
  }
  return column as Column<string>;
}
