/** Text that is not UTF-8: marked for its row to be set aside, or an error that names the row. */
import { markedText } from '../../domain/columns/bad-text.ts';
import { LoaderError } from '../../domain/errors.ts';
import type { Part } from './parts.ts';

/** What stands for the text. @throws LoaderError ROW_BAD unless texts are to be marked */
export function badText(
  { marksBadText }: { readonly marksBadText?: boolean | undefined },
  row: number,
  bytes: Uint8Array,
): string {
  if (marksBadText === true) {
    return markedText(bytes);
  }
  const hex = Buffer.from(bytes.subarray(0, 40)).toString('hex');
  throw new LoaderError('ROW_BAD', {
    row,
    reason: `is not UTF-8 (its bytes: ${hex}${bytes.length > 40 ? '...' : ''})`,
    remedy: 'correct the value in the source database, or map it there to bytes (RAW, BLOB)',
    value: Buffer.from(bytes.subarray(0, 80)).toString('utf8'),
  });
}

/** Row, from 0, that has the value number `index` of those that are there. */
export function rowOf(present: Uint8Array | undefined, index: number): number {
  if (present === undefined) {
    return index;
  }
  let row = -1;
  for (let left = index; left >= 0; left--) {
    row = present.indexOf(1, row + 1);
  }
  return row;
}

/** The first row that has an entry of the dictionary. */
export function rowUsing(parts: readonly Part[], entry: number, firstRow: number): number | undefined {
  let row = firstRow;
  for (const part of parts) {
    const at = part.indexes?.indexOf(entry) ?? -1;
    if (at >= 0) {
      return row + rowOf(part.present, at);
    }
    row += part.rowCount;
  }
  return undefined;
}
