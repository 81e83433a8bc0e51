/** The columns that DMS adds to those of a table, by their names: one rule for loads, for notes and for `inspect`. */
import type { SourceColumn } from '../ports/files.ts';

/** DMS User Guide, "Using Amazon S3 as a target", IncludeOpForFullLoad: I, U or D, in the first column. */
export const OP = 'Op';

/** DMS User Guide, transformation rule add-before-image-columns: the default prefix. */
export const BEFORE_IMAGE = 'BI_';
const IMAGE = new RegExp(`^${BEFORE_IMAGE}(?<of>.+)$`, 'iu');

/** DMS User Guide, transformation rules: header columns of an expression `$AR_H_...` or `$AR_M_...`. */
const HEADER = /^\$?ar_[hm]_/iu;

/** Where Op stands: the column that is written so, else the first of other case that nothing is mapped from; -1 without one. */
export function opPlace(columns: readonly SourceColumn[], mapped: ReadonlySet<number> = new Set()): number {
  const exact = columns.findIndex(({ name }) => name === OP);
  return exact >= 0 ? exact : columns.findIndex(({ name }, at) => name.toLowerCase() === 'op' && !mapped.has(at));
}

/** The name of the column that a column is a before image of, should the file have it. */
export function imagedBy(name: string): string | undefined {
  return IMAGE.exec(name)?.groups?.['of'];
}

/**
 * What each column is of those that DMS names; undefined for a column of the table. Only one column is Op, and `BI_x` is a
 * before image only beside x: a table may have columns of such names itself.
 */
export function dmsRoles(
  columns: readonly SourceColumn[],
  op = opPlace(columns),
): readonly ('op' | 'before-image' | 'header' | undefined)[] {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return columns.map(({ name }, at) => {
    if (at === op) {
      return 'op';
    }
    const imaged = imagedBy(name)?.toLowerCase();
    if (imaged !== undefined && names.has(imaged)) {
      return 'before-image';
    }
    return HEADER.test(name) ? 'header' : undefined;
  });
}
