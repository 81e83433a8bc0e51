import { DEFAULT_MEMORY_MIB, LARGEST_COLUMN_COUNT } from '../../domain/limits.ts';
import { type MemoryShares, memoryShares } from '../../domain/memory-shares.ts';

/** What one file may cost, whatever it claims about itself. */
export interface ParquetLimits extends MemoryShares {
  readonly columnCount: number;
}

export function parquetLimits(shares: MemoryShares): ParquetLimits {
  return { ...shares, columnCount: LARGEST_COLUMN_COUNT };
}

export const PARQUET_LIMITS: ParquetLimits = parquetLimits(memoryShares(DEFAULT_MEMORY_MIB));
