import {
  BATCH_ROWS,
  CSV_BATCH_CHARACTERS,
  CSV_RANGE_BYTES,
  DEFAULT_MEMORY_MIB,
  FIRST_READ_BYTES,
  LARGEST_COLUMN_COUNT,
  LARGEST_GUNZIPPED_BYTES,
} from '../../domain/limits.ts';
import { type MemoryShares, memoryShares } from '../../domain/memory-shares.ts';

/** What reading one file may cost at a time, and what it may become. */
export interface CsvLimits {
  /** The first range; a file that is no longer is parsed at once when it is opened. */
  readonly headBytes: number;
  readonly rangeBytes: number;
  readonly batchRows: number;
  /** Of the text, and CELL_CHARACTERS more for each cell. */
  readonly batchCharacters: number;
  readonly rowCharacters: number;
  readonly columnCount: number;
  readonly gunzippedBytes: number;
}

/** One range is used, one is on its way, and gzip holds two of what they become. */
const RANGES_IN_HAND = 4;
/** A character beyond ASCII makes two bytes of each of its text. */
const CHARACTER_BYTES = 2;
/** The batch that is gathered, and the one that is used. */
const BATCHES_IN_HAND = 2;

export function csvLimits({ fetchBytes, pageBytes, batchBytes }: MemoryShares): CsvLimits {
  return {
    headBytes: FIRST_READ_BYTES,
    rangeBytes: Math.min(CSV_RANGE_BYTES, fetchBytes / RANGES_IN_HAND),
    batchRows: BATCH_ROWS,
    batchCharacters: Math.min(CSV_BATCH_CHARACTERS, batchBytes / CHARACTER_BYTES / BATCHES_IN_HAND),
    rowCharacters: pageBytes / CHARACTER_BYTES,
    columnCount: LARGEST_COLUMN_COUNT,
    gunzippedBytes: LARGEST_GUNZIPPED_BYTES,
  };
}

export const CSV_LIMITS: CsvLimits = csvLimits(memoryShares(DEFAULT_MEMORY_MIB));
