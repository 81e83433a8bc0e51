import { objectUrl } from '../../domain/object/identity.ts';
import type { StoredObject } from '../../domain/ports/store.ts';
import type { CsvSettings } from '../../domain/table/csv-settings.ts';
import { firstRow } from './batches.ts';
import { placed } from './fault.ts';
import { CSV_LIMITS } from './limits.ts';
import { empty, textsFrom } from './object-texts.ts';

/**
 * How many fields the first row of a CSV file has, for one whose columns nobody has named.
 * @throws LoaderError OBJECT_EMPTY, CSV_* or ROW_BAD; the errors of `StoredObject.read`
 */
export async function countFields(object: StoredObject, settings: CsvSettings): Promise<number> {
  try {
    const texts = await textsFrom(object, CSV_LIMITS);
    const first = await firstRow(texts(), { settings, limits: CSV_LIMITS, names: [] });
    if (first === undefined) {
      throw empty();
    }
    return first.length;
  } catch (error) {
    throw placed(error, { object: objectUrl(object) });
  }
}
