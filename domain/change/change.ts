import type { Column } from '../columns/column.ts';

/** What a change does to the row of its key. Insert and update are one: DMS may send either for a row that exists. */
export const UPSERT = 0;
export const DELETE = 1;

/** Consecutive rows of one file, converted, by column. */
export interface ChangeBatch {
  /** Number of the first row in the file, from 1. */
  readonly firstRow: number;
  readonly rowCount: number;
  /** When DMS wrote the change: microseconds since 1970, UTC. With the row number it is the change's position. */
  readonly writtenAtMicros: bigint;
  /** One effect a row; undefined when every row is an upsert. */
  readonly effects: Uint8Array | undefined;
  /** The target's columns, in the order of `LoadIntent.columns`. */
  readonly columns: readonly Column[];
  /**
   * The key before the change, in the order of the table's key; undefined when the file has no before image. A row in
   * which it is null or equals the key did not change its key.
   */
  readonly oldKey: readonly Column[] | undefined;
  /** Number of each row in the file, rising, where they are not `firstRow`, `firstRow + 1`, ...: other rows were taken out. */
  readonly rowNumbers?: Float64Array | undefined;
  /** When each change was written, where the rows say it: microseconds since 1970, UTC. Wins over `writtenAtMicros`. */
  readonly writtenAt?: Column<bigint> | undefined;
  /** DMS's AR_H_CHANGE_SEQ, in whose order (as bytes) the changes of a file were made. */
  readonly changeSequence?: Column<string> | undefined;
  /**
   * The columns of which a change says nothing, so that they are left as they are: bit n (byte n >> 3, bit n & 7) is
   * set for column n of `columns`, which is NULL then. NULL: it says all.
   */
  readonly kept?: Column<Uint8Array> | undefined;
  /** `I`, `U` or `D`, for a table without a key. */
  readonly op?: Column<string> | undefined;
}

/** Where every row of a file went. `read` is the sum of the others. */
export interface RowCounts {
  readonly read: number;
  readonly applied: number;
  /** The table holds a change of this very position already. */
  readonly unchanged: number;
  /** Older than what the table holds, or beaten by a later row of the same file. */
  readonly superseded: number;
  readonly quarantined: number;
}
