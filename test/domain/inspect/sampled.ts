import type { SourceType, SourceValue } from '../../../domain/columns/column.ts';
import { type FileSample, withRoles } from '../../../domain/inspect/file-sample.ts';
import type { ColumnSample } from '../../../domain/inspect/sample.ts';
import { readKey } from '../../../domain/object/key.ts';

type Cells = readonly (SourceValue | null)[];

/** A column of text, unless a type is given. */
export function column(name: string, cells: Cells, type: SourceType = { kind: 'text' }): ColumnSample {
  return { name, type, cells };
}

/** A file of Parquet with these columns, all of whose rows were looked at. */
export function file(columns: readonly ColumnSample[], key = 's/t/LOAD00000001.parquet'): FileSample {
  const rows = columns[0]?.cells.length ?? 0;
  const sample = { object: `s3://b/${key}`, key: readKey(key), columns, sampledRows: rows, rowCount: rows };
  return withRoles({ ...sample, isTyped: true, isNumbered: false }, undefined);
}
