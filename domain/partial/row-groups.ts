/** Where a row stands among the row groups of its file: for people, and so that runs and slices end at their borders. */
export interface GroupPlace {
  /** Row groups that lie wholly before the row. */
  readonly done: number;
  readonly all: number;
  /** Rows from it up to the next border; 0 where it is the first one of a group, or behind the last. */
  readonly toBorder: number;
}

/** @param row in the file, from 1; at most one more than the file has */
export function placeInGroups(rowGroups: readonly number[], row: number): GroupPlace {
  let border = 1;
  for (const [done, rows] of rowGroups.entries()) {
    if (row < border + rows) {
      return { done, all: rowGroups.length, toBorder: row === border ? 0 : border + rows - row };
    }
    border += rows;
  }
  return { done: rowGroups.length, all: rowGroups.length, toBorder: 0 };
}
