import type { ParquetType, SchemaElement } from 'hyparquet/src/types.js';
import type { SourceType } from '../../domain/columns/column.ts';
import { LoaderError } from '../../domain/errors.ts';
import { corrupt, nameInMessage, numberInMessage, placed, tooLarge, unsupported } from './fault.ts';
import { sourceTypeOf } from './source-type.ts';

/** Longest value of a fixed-length column: more than any decimal or uuid, less than any page. */
const WIDEST_FIXED_BYTES = 65_536;

/** One column of a flat file. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: SourceType;
  readonly physical: ParquetType;
  /** Bytes of one value; 0 where each has its own length. */
  readonly width: number;
  readonly isNullable: boolean;
  readonly isUuid: boolean;
}

const WIDTHS: Record<ParquetType, number> = {
  BOOLEAN: 0,
  INT32: 4,
  INT64: 8,
  INT96: 12,
  FLOAT: 4,
  DOUBLE: 8,
  BYTE_ARRAY: 0,
  FIXED_LEN_BYTE_ARRAY: 0,
};

/**
 * The columns of a flat schema, which Parquet stores as a tree in depth-first order with the root first.
 * @throws LoaderError PARQUET_UNSUPPORTED for nested columns and types that no mapping can take
 */
export function columnsOf(schema: readonly SchemaElement[]): readonly ParquetColumn[] {
  const [root, ...leaves] = schema;
  const columns = leaves.map(columnOf);
  if ((root?.num_children ?? 0) !== columns.length) {
    throw corrupt(`claims ${numberInMessage(root?.num_children ?? 0)} columns and describes ${columns.length}`);
  }
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name)) {
      throw new LoaderError('COLUMN_AMBIGUOUS', {
        column: nameInMessage(name),
        reason: 'stands in the file twice',
        remedy: 'rename one of them with a DMS transformation rule',
      });
    }
    names.add(name);
  }
  return columns;
}

export function checkColumnCount(columns: number, most: number): void {
  if (columns > most) {
    throw tooLarge(`has ${columns} columns, over the limit of ${most}`, 'split the table');
  }
}

function columnOf(element: SchemaElement): ParquetColumn {
  const { type: physical, repetition_type, num_children, type_length } = element;
  // Required by the format, and hyparquet says that it is there.
  const name = element.name as string | undefined;
  if (name === undefined) {
    throw corrupt('has a column without a name');
  }
  try {
    if (physical === undefined && (num_children ?? 0) === 0) {
      throw corrupt('has no type that Parquet knows');
    }
    if (physical === undefined || (num_children ?? 0) > 0 || repetition_type === 'REPEATED') {
      throw unsupported(
        'is nested (a list, map or struct), which DMS never writes',
        'leave the column out, or write it as JSON text',
      );
    }
    const type = sourceTypeOf(element);
    const width = physical === 'FIXED_LEN_BYTE_ARRAY' ? fixedWidth(type_length) : WIDTHS[physical];
    const isUuid = element.logical_type?.type === 'UUID';
    if (isUuid && width !== 16) {
      throw corrupt(`is a UUID of ${width} bytes`);
    }
    return { name, type, physical, width, isNullable: repetition_type !== 'REQUIRED', isUuid };
  } catch (error) {
    throw placed(error, { column: name });
  }
}

function fixedWidth(length: number | undefined): number {
  if (length === undefined || !(length > 0 && length <= WIDEST_FIXED_BYTES)) {
    throw corrupt(`has values of a fixed length of ${numberInMessage(length)} bytes`);
  }
  return length;
}
