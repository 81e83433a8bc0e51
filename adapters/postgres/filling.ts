import type { ChangeBatch, RowCounts } from '../../domain/change/change.ts';
import type { Column } from '../../domain/columns/column.ts';
import type { CopyStream } from './copy-stream.ts';

/** How the rows of a large load get into its target: straight, or over a temporary table. */
export interface Filling {
  readonly copy: CopyStream;
  /** Of that COPY, for messages. */
  readonly columnNames: readonly string[];
  /** A batch as the columns of that COPY. */
  columnsOf(batch: ChangeBatch): readonly Column[];
  /** Brings the copied rows to the target where they are not there yet, and says where every row went. */
  settle(rowCount: number): Promise<RowCounts>;
  /** What people should know of the rows that came, as sentences. */
  notes?(): readonly string[];
  /** Rows go straight into the target. */
  readonly isDirect?: boolean | undefined;
  /** Of a run: the greatest AR_H_CHANGE_SEQ of its slice so far. */
  lastSequence?(): string | undefined;
}
