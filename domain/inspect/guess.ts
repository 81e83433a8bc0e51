import type { ColumnType } from '../columns/type.ts';

/** The type of a column, and what speaks for it. */
export interface Guess {
  readonly type: ColumnType;
  /** A remark without a full stop: fixed words and numbers, nothing out of the file. */
  readonly why: string;
}

/** The call that makes a type, taken apart: `numeric` and [15, 2, { group: ',' }]. A type's name has its arguments as JSON. */
export function callOf({ name }: ColumnType): { readonly maker: string; readonly args: readonly unknown[] } {
  const open = name.indexOf('(');
  return { maker: name.slice(0, open), args: JSON.parse(`[${name.slice(open + 1, -1)}]`) as readonly unknown[] };
}
