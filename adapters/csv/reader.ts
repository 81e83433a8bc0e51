import type { MemoryShares } from '../../domain/memory-shares.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { CsvFormat, OpenedFile, SourceBatch } from '../../domain/ports/files.ts';
import type { StoredObject } from '../../domain/ports/store.ts';
import { batchesOf, firstRow, type Reading } from './batches.ts';
import { placed } from './fault.ts';
import { CSV_LIMITS, type CsvLimits, csvLimits } from './limits.ts';
import { indexOfName, namesOf, requireNames } from './names.ts';
import { empty, textsFrom } from './object-texts.ts';

export interface CsvReader {
  /** @throws LoaderError OBJECT_EMPTY, CSV_* or ROW_BAD for what is wrong with the bytes; the errors of `StoredObject.read` */
  open(object: StoredObject, format: CsvFormat): Promise<OpenedFile>;
}

/**
 * Reads CSV files as DMS writes them, plain or gzip, by ranges from the start; all columns are text. Only a file whose
 * first batch is its last knows its row count: it is at hand, and has not to be read again.
 */
export function makeCsvReader(limits: CsvLimits = CSV_LIMITS): CsvReader {
  return {
    async open(object, format) {
      try {
        return await open(object, format, limits);
      } catch (error) {
        throw placed(error, { object: objectUrl(object) });
      }
    },
  };
}

export function csvReaderWithin(shares: MemoryShares): CsvReader {
  return makeCsvReader(csvLimits(shares));
}

async function open(object: StoredObject, format: CsvFormat, limits: CsvLimits): Promise<OpenedFile> {
  requireNames(format);
  const texts = await textsFrom(object, limits);
  const before: Reading = { settings: format.settings, limits, names: format.columns ?? [] };
  const first = await firstRow(texts(), before);
  if (first === undefined) {
    throw empty();
  }
  const names = namesOf(first, format);
  const reading: Reading = { ...before, names };
  const whole = object.sizeBytes <= limits.headBytes ? await wholeFile(batchesOf(texts(), reading)) : undefined;
  return {
    columns: names.map(name => ({ name, type: { kind: 'text' } })),
    rowCount: whole?.reduce((sum, batch) => sum + batch.rowCount, 0),
    read(wanted, { fromRow, beforeRow } = {}) {
      const places = wanted.map(name => indexOfName(names, name));
      const isWhole = fromRow === undefined && beforeRow === undefined;
      const batches = (isWhole ? whole : undefined) ?? batchesOf(texts(), reading, { fromRow, beforeRow });
      return chosen(batches, places, objectUrl(object));
    },
  };
}

/** The batches of a file that has no more than one; undefined of any other. */
async function wholeFile(batches: AsyncGenerator<SourceBatch>): Promise<readonly SourceBatch[] | undefined> {
  const whole: SourceBatch[] = [];
  for await (const batch of batches) {
    if (whole.length > 0) {
      return undefined;
    }
    whole.push(batch);
  }
  return whole;
}

async function* chosen(
  batches: AsyncIterable<SourceBatch> | Iterable<SourceBatch>,
  places: readonly number[],
  object: string,
): AsyncGenerator<SourceBatch, void, undefined> {
  try {
    for await (const batch of batches) {
      yield { ...batch, columns: places.map(place => batch.columns[place] ?? { values: [] }) };
    }
  } catch (error) {
    throw placed(error, { object });
  }
}
