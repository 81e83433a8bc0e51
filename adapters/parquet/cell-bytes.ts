import type { ParquetColumn } from './schema.ts';

/**
 * What a cell takes in JavaScript besides the bytes of its text, at most, and again what the mapping makes of it (V8, 64
 * bits: a string or bigint has a head of 16 to 32 bytes and a reference of 8, a view of bytes some 100).
 */
export function cellBytes({ type }: ParquetColumn): number {
  switch (type.kind) {
    case 'bytes':
      return 160;
    case 'text':
    case 'decimal':
      return 80;
    default:
      return 40;
  }
}
