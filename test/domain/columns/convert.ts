import type { SourceType, SourceValue } from '../../../domain/columns/column.ts';
import { CellFault, type ColumnType } from '../../../domain/columns/type.ts';

/** The types of columns that files have, by short names. */
export const SOURCES = {
  text: { kind: 'text' },
  bytes: { kind: 'bytes' },
  bool: { kind: 'boolean' },
  int16: { kind: 'integer', bits: 16, signed: true },
  int32: { kind: 'integer', bits: 32, signed: true },
  int64: { kind: 'integer', bits: 64, signed: true },
  uint32: { kind: 'integer', bits: 32, signed: false },
  uint64: { kind: 'integer', bits: 64, signed: false },
  float: { kind: 'float', bits: 32 },
  double: { kind: 'float', bits: 64 },
  decimal38x10: { kind: 'decimal', precision: 38, scale: 10 },
  decimal12x2: { kind: 'decimal', precision: 12, scale: 2 },
  decimal38x0: { kind: 'decimal', precision: 38, scale: 0 },
  date: { kind: 'date' },
  timeMs: { kind: 'time', unit: 'milliseconds' },
  timeUs: { kind: 'time', unit: 'microseconds' },
  timeNs: { kind: 'time', unit: 'nanoseconds' },
  tsMs: { kind: 'timestamp', unit: 'milliseconds', utc: false },
  tsUs: { kind: 'timestamp', unit: 'microseconds', utc: false },
  tsNs: { kind: 'timestamp', unit: 'nanoseconds', utc: true },
} as const satisfies Record<string, SourceType>;

export type SourceKey = keyof typeof SOURCES;

/** What a value becomes, or the fault's reason and remedy as one line, or why the column is refused as a whole. */
export function convert(type: ColumnType, source: SourceKey, value: SourceValue): unknown {
  const converter = type.converter(SOURCES[source]);
  if (converter instanceof CellFault) {
    return `column ${converter.reason}; ${converter.remedy}`;
  }
  const converted = converter(value);
  return converted instanceof CellFault ? `${converted.reason}; ${converted.remedy}` : converted;
}
