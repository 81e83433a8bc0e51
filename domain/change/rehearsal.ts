import type { RowFault } from '../table/faults.ts';

/** What a load that was rolled back would have done to one target. */
export interface Rehearsal {
  /** Rows of the target: made, changed in place, and gone (or marked as deleted). A changed key is one made and one gone. */
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  /** Of the rows that were set aside, the first ones by row. */
  readonly faults: readonly RowFault[];
}
