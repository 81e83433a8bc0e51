import { quoted } from './identifiers.ts';
import { type ChangeShape, shapeColumns } from './sql/changes.ts';

/** The name of a stage while it is merged, by which a mapping's own SQL knows it. */
export const STAGE = 'dms_stage';

/** What the mapping's own SQL fills is merged, though no batch has it. */
export function withDerived(shape: ChangeShape): ChangeShape {
  const { derived = [] } = shape.table;
  return derived.length === 0 ? shape : { ...shape, columns: [...shape.columns, ...derived] };
}

/**
 * A temporary table for the rows of a load. One for a mapping's own SQL has all of its columns, those that the file lacks
 * too.
 */
export function stageDdl(shape: ChangeShape, name: string): string {
  const { table } = shape;
  const columns = shapeColumns(withDerived(shape)).map(column => `${quoted(column.name)} ${column.declaration}`);
  const lacking = table.columns
    .filter(({ name: own }) => table.sql !== undefined && !shape.columns.some(column => column.name === own))
    .map(column => `${quoted(column.name)} ${column.type.declaration}`);
  return `create temporary table ${name} (${[...columns, ...lacking].join(', ')}) on commit drop`;
}
