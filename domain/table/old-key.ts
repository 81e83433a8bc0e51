import { type Column, cellOf } from '../columns/column.ts';
import type { ColumnPlan, PlannedColumn } from './column-plan.ts';

/**
 * The key before each change, from its before images. Oracle gives before values for the columns that changed only (DMS
 * User Guide, before image), so where one part of a key of several changed, the others are those of the key itself.
 */
export function mapOldKey(
  plan: ColumnPlan,
  columns: readonly Column[],
  convert: (planned: PlannedColumn) => Column,
): readonly Column[] | undefined {
  const images = plan.beforeImage?.map(planned => planned && convert(planned));
  if (images === undefined || images.length === 1) {
    return images as readonly Column[] | undefined;
  }
  return images.map((image, part) => {
    const key = columns[plan.key[part] ?? -1] ?? { values: [] };
    return image === undefined ? key : filled(image, key);
  });
}

/** One value a row: the image's, or where it is NULL the key's. */
function filled(image: Column, key: Column): Column {
  const rowCount = image.indexes?.length ?? image.values.length;
  return { values: Array.from({ length: rowCount }, (_, row) => cellOf(image, row) ?? cellOf(key, row)) };
}
