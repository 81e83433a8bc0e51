import { CellFault } from '../columns/type.ts';
import { LoaderError } from '../errors.ts';
import type { SourceColumn } from '../ports/files.ts';
import type { PlannedColumn } from './column-plan.ts';
import type { TableColumn } from './table.ts';

interface Place {
  readonly source: SourceColumn;
  /** Among the columns that the load reads. */
  readonly at: number;
  readonly isKey: boolean;
  readonly object: string;
}

/** @throws LoaderError COLUMN_TYPE for a column of a type that the target's does not take */
export function plannedColumn(target: TableColumn, { source, at, isKey, object }: Place): PlannedColumn {
  const convert = target.type.converter(source.type);
  if (convert instanceof CellFault) {
    const { reason, remedy } = convert;
    throw new LoaderError('COLUMN_TYPE', { object, column: source.name, reason, remedy });
  }
  return { target, source, at, isKey, convert };
}
