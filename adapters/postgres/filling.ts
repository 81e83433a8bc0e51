import type pg from 'pg';
import type { ChangeBatch, RowCounts } from '../../domain/change/change.ts';
import type { Column } from '../../domain/columns/column.ts';
import type { LoadIntent } from '../../domain/ports.ts';
import type { CopyStream } from './copy-stream.ts';
import type { Claim } from './transaction.ts';

/** How the rows of a large load get into its target: straight, or over a temporary table. */
export interface Filling {
  readonly copy: CopyStream;
  /** A batch as the columns of that COPY. */
  columnsOf(batch: ChangeBatch): readonly Column[];
  /** Brings the copied rows to the target where they are not there yet, and says where every row went. */
  settle(rowCount: number): Promise<RowCounts>;
}

export interface FillingContext {
  readonly client: pg.Client;
  readonly intent: LoadIntent;
  readonly claim: Claim;
}
