import type { Convert } from '../columns/type.ts';
import type { SourceColumn } from '../ports/files.ts';
import type { TableColumn } from './table.ts';
import type { NewColumn } from './target-column.ts';

/** A target column whose source is in the file. */
export interface PlannedColumn {
  readonly target: TableColumn;
  readonly source: SourceColumn;
  /** Position in `ColumnPlan.reads`, and so in the columns of a batch. */
  readonly at: number;
  readonly isKey: boolean;
  readonly convert: Convert;
  /** The columns of which it is made, each converted to JSON text, where it is `_dms_extra`; then `source` and `at` are of no account. */
  readonly parts?: readonly PlannedColumn[] | undefined;
}

/** DMS's timestamp column (TimestampColumnName). */
export interface TimedColumn extends Pick<PlannedColumn, 'source' | 'at'> {
  /** To microseconds since 1970, UTC. */
  readonly convert: Convert<bigint>;
}

/** AR_H_CHANGE_SEQ as text that the database takes. */
export interface SequenceColumn extends Pick<PlannedColumn, 'source' | 'at'> {
  readonly convert: Convert<string>;
}

/** How the columns of one file become those of its table. */
export interface ColumnPlan {
  /** The file, for messages. */
  readonly object: string;
  /** Columns to ask the file for, none twice. */
  readonly reads: readonly string[];
  /** In the order of the mapping, without those that the file lacks; then those that the table's contract adds. */
  readonly columns: readonly PlannedColumn[];
  /** `columns` as the load wants them. */
  readonly targets: readonly TableColumn[];
  /** Those of `columns` that the target lacks: to be added to it before the load begins. */
  readonly adds?: readonly NewColumn[] | undefined;
  /** Position in `reads` of the Op column; undefined in a full-load file without one, all of whose rows are inserts. */
  readonly op: number | undefined;
  /**
   * In the order of the table's key: before image (`BI_` and the name of the key column) of a key column, undefined for
   * one that has none. Undefined as a whole if no key column has one.
   */
  readonly beforeImage: readonly (PlannedColumn | undefined)[] | undefined;
  /** The column that says when each row was written, where the source says that one does. */
  readonly writtenAt?: TimedColumn | undefined;
  /** AR_H_CHANGE_SEQ, where a file of changes has it. */
  readonly changeSequence?: SequenceColumn | undefined;
  /** In the order of the table's key: position in `columns`. Empty for a table without a key. */
  readonly key: readonly number[];
  /** Cells may leave their columns as they are. */
  readonly mayKeep?: boolean | undefined;
  /** The text of a cell whose value the source did not log. */
  readonly absentText?: string | undefined;
  /** What is left out, on either side, as sentences. */
  readonly notes: readonly string[];
}
