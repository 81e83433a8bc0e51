/** Rows of a file, of a batch as it was read or of one that was made from it. */
interface NumberedRows {
  readonly firstRow: number;
  readonly rowNumbers?: Float64Array | undefined;
}

/** The number that a row has in its file, from 1. `at` is its place in the batch, from 0. */
export function rowNumberAt({ firstRow, rowNumbers }: NumberedRows, at: number): number {
  return rowNumbers?.[at] ?? firstRow + at;
}
