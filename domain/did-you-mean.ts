/** One slip in four characters is taken for a slip; more is another word. */
const CHARACTERS_PER_SLIP = 4;

/**
 * The known name that was probably meant: the closest without regard to case, counting a character inserted, left out,
 * exchanged or swapped with its neighbour as one slip (optimal string alignment). Undefined if none is close; the first
 * of equals.
 */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  let fewest = Math.max(1, Math.floor(name.length / CHARACTERS_PER_SLIP)) + 1;
  let closest: string | undefined;
  for (const candidate of known) {
    const near = Math.abs(candidate.length - name.length) < fewest;
    const slips = near ? slipsBetween(name.toLowerCase(), candidate.toLowerCase()) : fewest;
    if (slips < fewest) {
      fewest = slips;
      closest = candidate;
    }
  }
  return closest;
}

function slipsBetween(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const changed = from[row - 1] === to[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + changed,
        swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
