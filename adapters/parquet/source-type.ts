import type { ConvertedType, LogicalType, ParquetType, SchemaElement, TimeUnit } from 'hyparquet/src/types.js';
import type { SourceType, TimeUnit as Unit } from '../../domain/columns/column.ts';
import { corrupt, numberInMessage, unsupported } from './fault.ts';

/** PostgreSQL declares numerics up to 1,000 digits; the most that 32 bytes of Parquet hold is 76. */
const MOST_DIGITS = 1000;

const UNITS: Record<TimeUnit, Unit> = { MILLIS: 'milliseconds', MICROS: 'microseconds', NANOS: 'nanoseconds' };

/** The annotations of format 1.0, which is all that DMS writes, as those of today (parquet-format, LogicalTypes.md). */
const LEGACY: Record<Exclude<ConvertedType, 'DECIMAL'>, LogicalType> = {
  UTF8: { type: 'STRING' },
  ENUM: { type: 'ENUM' },
  JSON: { type: 'JSON' },
  BSON: { type: 'BSON' },
  MAP: { type: 'MAP' },
  MAP_KEY_VALUE: { type: 'MAP' },
  LIST: { type: 'LIST' },
  INTERVAL: { type: 'INTERVAL' },
  DATE: { type: 'DATE' },
  TIME_MILLIS: { type: 'TIME', isAdjustedToUTC: true, unit: 'MILLIS' },
  TIME_MICROS: { type: 'TIME', isAdjustedToUTC: true, unit: 'MICROS' },
  TIMESTAMP_MILLIS: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  TIMESTAMP_MICROS: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  INT_8: { type: 'INTEGER', bitWidth: 8, isSigned: true },
  INT_16: { type: 'INTEGER', bitWidth: 16, isSigned: true },
  INT_32: { type: 'INTEGER', bitWidth: 32, isSigned: true },
  INT_64: { type: 'INTEGER', bitWidth: 64, isSigned: true },
  UINT_8: { type: 'INTEGER', bitWidth: 8, isSigned: false },
  UINT_16: { type: 'INTEGER', bitWidth: 16, isSigned: false },
  UINT_32: { type: 'INTEGER', bitWidth: 32, isSigned: false },
  UINT_64: { type: 'INTEGER', bitWidth: 64, isSigned: false },
};

const PLAIN: Record<ParquetType, SourceType> = {
  BOOLEAN: { kind: 'boolean' },
  INT32: { kind: 'integer', bits: 32, signed: true },
  INT64: { kind: 'integer', bits: 64, signed: true },
  INT96: { kind: 'timestamp', unit: 'nanoseconds', utc: false },
  FLOAT: { kind: 'float', bits: 32 },
  DOUBLE: { kind: 'float', bits: 64 },
  BYTE_ARRAY: { kind: 'bytes' },
  FIXED_LEN_BYTE_ARRAY: { kind: 'bytes' },
};

/** What the values of a leaf of the schema are. @throws LoaderError PARQUET_UNSUPPORTED or PARQUET_CORRUPT */
export function sourceTypeOf(element: SchemaElement): SourceType {
  const physical = element.type;
  if (physical === undefined) {
    throw corrupt('has a type that Parquet does not know');
  }
  const annotation = annotationOf(element);
  if (annotation === undefined || annotation.type === 'NULL') {
    return PLAIN[physical];
  }
  const { type, on } = annotated(annotation, physical);
  if (!on.includes(physical)) {
    throw corrupt(`is annotated as ${annotation.type}, which ${physical} cannot hold`);
  }
  return type;
}

function annotationOf({ logical_type, converted_type, precision, scale }: SchemaElement): LogicalType | undefined {
  if (logical_type !== undefined) {
    return logical_type;
  }
  if (converted_type === 'DECIMAL') {
    return { type: 'DECIMAL', precision: precision ?? 0, scale: scale ?? 0 };
  }
  return converted_type === undefined ? undefined : LEGACY[converted_type];
}

interface Annotated {
  readonly type: SourceType;
  readonly on: readonly ParquetType[];
}

function annotated(annotation: LogicalType, physical: ParquetType): Annotated {
  switch (annotation.type) {
    case 'STRING':
    case 'ENUM':
    case 'JSON':
      return { type: { kind: 'text' }, on: ['BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY'] };
    // Text of 36 characters: what PostgreSQL's uuid and every message want.
    case 'UUID':
      return { type: { kind: 'text' }, on: ['FIXED_LEN_BYTE_ARRAY'] };
    case 'DATE':
      return { type: { kind: 'date' }, on: ['INT32'] };
    case 'DECIMAL':
      return decimal(annotation);
    case 'TIME':
      return {
        type: { kind: 'time', unit: UNITS[annotation.unit] },
        on: [annotation.unit === 'MILLIS' ? 'INT32' : 'INT64'],
      };
    case 'TIMESTAMP':
      return {
        type: { kind: 'timestamp', unit: UNITS[annotation.unit], utc: annotation.isAdjustedToUTC },
        on: ['INT64'],
      };
    case 'INTEGER':
      return integer(annotation);
    default:
      throw unsupported(
        `has the type ${annotation.type ?? 'unknown'} (${physical}), which no mapping can take`,
        'leave the column out with a DMS transformation rule, or change its type there',
      );
  }
}

function decimal({ precision, scale }: { precision: number; scale: number }): Annotated {
  if (!(precision > 0 && scale >= 0 && scale <= precision && precision <= MOST_DIGITS)) {
    throw corrupt(`is a DECIMAL(${numberInMessage(precision)}, ${numberInMessage(scale)}), which cannot be`);
  }
  return {
    type: { kind: 'decimal', precision, scale },
    on: ['INT32', 'INT64', 'BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY'],
  };
}

function integer({ bitWidth, isSigned }: { bitWidth: number; isSigned: boolean }): Annotated {
  if (bitWidth !== 8 && bitWidth !== 16 && bitWidth !== 32 && bitWidth !== 64) {
    throw corrupt(`is an integer of ${numberInMessage(bitWidth)} bits`);
  }
  return {
    type: { kind: 'integer', bits: bitWidth, signed: isSigned },
    on: [bitWidth === 64 ? 'INT64' : 'INT32'],
  };
}
