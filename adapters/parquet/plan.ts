/** Neighbours are read together as long as the range stays below this: one request instead of one for each column. */
const JOINED_BYTES = 2 * 1024 * 1024;
/** Bytes of columns that nobody asked for are read along up to this, since a request costs more. */
const WIDEST_GAP_BYTES = 64 * 1024;

/** Bytes `start` up to, not including, `end` of a file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The reads that cover the wanted ranges, in file order. Each wanted range lies whole in one of them. */
export function planReads(wanted: readonly ByteRange[]): readonly ByteRange[] {
  const reads: ByteRange[] = [];
  for (const range of wanted.toSorted((one, other) => one.start - other.start || one.end - other.end)) {
    const last = reads.at(-1);
    if (last !== undefined && canJoin(last, range)) {
      reads[reads.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else {
      reads.push({ start: range.start, end: range.end });
    }
  }
  return reads;
}

function canJoin(last: ByteRange, next: ByteRange): boolean {
  const isInside = next.end <= last.end;
  const isNear = next.start - last.end <= WIDEST_GAP_BYTES;
  return isInside || (isNear && next.end - last.start <= JOINED_BYTES);
}
