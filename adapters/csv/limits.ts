import {
  BATCH_ROWS,
  CSV_BATCH_CHARACTERS,
  CSV_RANGE_BYTES,
  FIRST_READ_BYTES,
  LARGEST_COLUMN_COUNT,
  LARGEST_CSV_ROW_CHARACTERS,
  LARGEST_GUNZIPPED_BYTES,
} from '../../domain/limits.ts';

/** What reading one file may cost at a time, and what it may become. */
export interface CsvLimits {
  /** The first range; a file that is no longer is parsed at once when it is opened. */
  readonly headBytes: number;
  readonly rangeBytes: number;
  readonly batchRows: number;
  readonly batchCharacters: number;
  readonly rowCharacters: number;
  readonly columnCount: number;
  readonly gunzippedBytes: number;
}

export const CSV_LIMITS: CsvLimits = {
  headBytes: FIRST_READ_BYTES,
  rangeBytes: CSV_RANGE_BYTES,
  batchRows: BATCH_ROWS,
  batchCharacters: CSV_BATCH_CHARACTERS,
  rowCharacters: LARGEST_CSV_ROW_CHARACTERS,
  columnCount: LARGEST_COLUMN_COUNT,
  gunzippedBytes: LARGEST_GUNZIPPED_BYTES,
};
