import type { Encoding } from 'hyparquet/src/types.js';
import type { SourceValue } from '../../domain/columns/column.ts';
import { decimalsOf, decimalsOfInt64 } from './decimal.ts';
import { corrupt, unsupported } from './fault.ts';
import { fixedBytes } from './fixed.ts';
import { readHybrid } from './hybrid.ts';
import { int96Timestamps } from './int96.ts';
import { lengthPrefixed } from './page-values.ts';
import type { ParquetColumn } from './schema.ts';
import { spansOf } from './spans.ts';
import { type OnBadText, textsOf, uuidsOf } from './text.ts';

export interface ValueContext {
  readonly column: ParquetColumn;
  readonly encoding: Encoding;
  readonly count: number;
  /** Most bytes that values may take, once unfolded. */
  readonly mostBytes: number;
  readonly onBadText: OnBadText;
}

/** Values of one page that are not NULL, in the form of the column's SourceType: a typed array where there is one for it. */
export function valuesOf(bytes: Uint8Array, context: ValueContext): ArrayLike<SourceValue> {
  const { column, encoding, count } = context;
  if (count === 0) {
    return [];
  }
  switch (column.physical) {
    case 'BOOLEAN':
      return booleans(bytes, encoding, count);
    case 'BYTE_ARRAY':
    case 'FIXED_LEN_BYTE_ARRAY':
      return byteValues(bytes, context);
    default:
      return numbers(fixedBytes(bytes, { encoding, count, width: column.width }), column);
  }
}

function numbers(bytes: Uint8Array<ArrayBuffer>, { physical, type }: ParquetColumn): ArrayLike<SourceValue> {
  const isUnsigned = type.kind === 'integer' && !type.signed;
  switch (physical) {
    case 'INT32':
      return isUnsigned ? new Uint32Array(bytes.buffer) : new Int32Array(bytes.buffer);
    case 'INT64':
      if (type.kind === 'decimal') {
        return decimalsOfInt64(new BigInt64Array(bytes.buffer));
      }
      return isUnsigned ? new BigUint64Array(bytes.buffer) : new BigInt64Array(bytes.buffer);
    case 'INT96':
      return int96Timestamps(bytes);
    case 'FLOAT':
      return new Float32Array(bytes.buffer);
    default:
      return new Float64Array(bytes.buffer);
  }
}

function byteValues(bytes: Uint8Array, context: ValueContext): ArrayLike<SourceValue> {
  const { column, encoding, count, mostBytes, onBadText } = context;
  const spans = spansOf(bytes, { encoding, count, width: column.width, mostBytes });
  if (column.isUuid) {
    return uuidsOf(spans);
  }
  switch (column.type.kind) {
    case 'text':
      return textsOf(spans, onBadText);
    case 'decimal':
      return decimalsOf(spans);
    default:
      return Array.from(spans.starts, (start, index) => spans.bytes.subarray(start, spans.ends[index]));
  }
}

function booleans(bytes: Uint8Array, encoding: Encoding, count: number): boolean[] {
  const bits = new Uint8Array(count);
  if (encoding === 'PLAIN') {
    if (bytes.length * 8 < count) {
      throw corrupt(`has a page of ${bytes.length} bytes for ${count} booleans`);
    }
    for (let index = 0; index < count; index++) {
      bits[index] = ((bytes[index >> 3] ?? 0) >> (index & 7)) & 1;
    }
  } else if (encoding === 'RLE') {
    readHybrid(lengthPrefixed(bytes).content, 1, bits);
  } else {
    throw unsupported(`has booleans encoded as ${encoding}`, 'write it with another encoding');
  }
  return Array.from(bits, bit => bit === 1);
}
