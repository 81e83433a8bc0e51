import { LoaderError } from '../errors.ts';
import type { SourceColumn } from '../ports/files.ts';

/**
 * Where a column of that name stands among those of a file: the one that is written so, else the only one that differs by
 * case. Undefined if there is none.
 *
 * @throws LoaderError COLUMN_AMBIGUOUS if several differ by case and none is written so
 */
export function matchColumn(name: string, columns: readonly SourceColumn[], object: string): number | undefined {
  const exact = columns.findIndex(column => column.name === name);
  if (exact >= 0) {
    return exact;
  }
  const lower = name.toLowerCase();
  const alike = columns.flatMap((column, at) => (column.name.toLowerCase() === lower ? [at] : []));
  if (alike.length > 1) {
    throw new LoaderError('COLUMN_AMBIGUOUS', {
      object,
      column: name,
      reason: `is ambiguous: the file has ${alike.map(at => columns[at]?.name).join(' and ')}`,
      remedy: 'write the name of the one that is meant in from(), exactly',
    });
  }
  return alike[0];
}
