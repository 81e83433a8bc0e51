import type { ColumnType } from '../columns/type.ts';

/** Where the values of a target column come from. Made by `from` and `derived`. */
export interface ColumnSource {
  /** Column of the file; undefined: the mapping's own SQL fills the target column. */
  readonly source: string | undefined;
  readonly type: ColumnType;
  /** Wins over that of the table. */
  readonly keepOnNull?: boolean | undefined;
}

/**
 * The values of a target column come from this column of the file, matched exactly or, failing that, without regard to
 * case. With `keepOnNull` an update does not overwrite the column with NULL.
 */
export function from(source: string, type: ColumnType, options: { readonly keepOnNull?: boolean } = {}): ColumnSource {
  return Object.freeze({ source, type, ...options });
}

/** No file has the values of this target column: the mapping's `beforeMerge` fills it, and it is NULL until then. */
export function derived(type: ColumnType): ColumnSource {
  return Object.freeze({ source: undefined, type });
}

export function isDerived(column: ColumnSource | undefined): boolean {
  return typeof column === 'object' && column !== null && 'source' in column && column.source === undefined;
}
