import { isMarkedText } from '../columns/bad-text.ts';
import type { SourceType, SourceValue } from '../columns/column.ts';
import { CellFault, type ColumnType } from '../columns/type.ts';

/** The first rows of one column of a file, as its reader hands them over; null is NULL. */
export interface ColumnSample {
  /** In the file. */
  readonly name: string;
  readonly type: SourceType;
  readonly cells: readonly (SourceValue | null)[];
}

/** The cells of a text column that say something, blanks around them left out. */
export function textsOf({ cells }: ColumnSample): readonly string[] {
  return cells.flatMap(cell => (typeof cell === 'string' && cell.trim() !== '' ? cell.trim() : []));
}

export function valueCount({ cells }: ColumnSample): number {
  return cells.filter(cell => cell !== null).length;
}

/** How many cells of a text column are no text (columns/bad-text.ts). */
export function badTextCount({ cells }: ColumnSample): number {
  return cells.filter(cell => cell !== null && isMarkedText(cell)).length;
}

/** Whether a type takes every cell: no guess is made that does not. */
export function takesAll(type: ColumnType, { type: source, cells }: ColumnSample): boolean {
  const convert = type.converter(source);
  return !(convert instanceof CellFault) && cells.every(cell => cell === null || !(convert(cell) instanceof CellFault));
}

/** `all 60 values are`, the head of a sentence that says why. */
export function allAre(count: number): string {
  return count === 1 ? 'the only value is' : `all ${count} values are`;
}
