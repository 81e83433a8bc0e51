import {
  LARGEST_CHUNK_BYTES,
  LARGEST_COLUMN_COUNT,
  LARGEST_FOOTER_BYTES,
  LARGEST_GROUP_BYTES,
  LARGEST_GROUP_CELLS,
  LARGEST_GROUP_ROWS,
  LARGEST_PAGE_BYTES,
} from '../../domain/limits.ts';

/** What one file may cost, whatever it claims about itself. Sizes in bytes, stored and decompressed alike. */
export interface ParquetLimits {
  readonly footerBytes: number;
  readonly pageBytes: number;
  readonly chunkBytes: number;
  readonly groupBytes: number;
  readonly groupRows: number;
  readonly groupCells: number;
  readonly columnCount: number;
}

export const PARQUET_LIMITS: ParquetLimits = {
  footerBytes: LARGEST_FOOTER_BYTES,
  pageBytes: LARGEST_PAGE_BYTES,
  chunkBytes: LARGEST_CHUNK_BYTES,
  groupBytes: LARGEST_GROUP_BYTES,
  groupRows: LARGEST_GROUP_ROWS,
  groupCells: LARGEST_GROUP_CELLS,
  columnCount: LARGEST_COLUMN_COUNT,
};
