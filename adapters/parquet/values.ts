import type { Encoding } from 'hyparquet/src/types.js';
import type { SourceValue } from '../../domain/columns/column.ts';
import { decimalsOf, decimalsOfInt64 } from './decimal.ts';
import { corrupt, unsupported } from './fault.ts';
import { openFixed } from './fixed.ts';
import { openHybrid, readHybrid } from './hybrid.ts';
import { int96Timestamps } from './int96.ts';
import { lengthPrefixed } from './page-values.ts';
import type { ParquetColumn } from './schema.ts';
import { openSpans, type Spans } from './spans.ts';
import { type OnBadText, textsOf, uuidsOf } from './text.ts';

export interface ValueContext {
  readonly column: ParquetColumn;
  readonly encoding: Encoding;
  /** Of the whole page, NULLs not among them. */
  count(): number;
  /** Most bytes that values may take, once unfolded. */
  readonly mostBytes: number;
}

/** Takes the next values, in the form of the column's SourceType: a typed array where there is one for it. */
export type TakeValues = (count: number, onBadText: OnBadText) => ArrayLike<SourceValue>;

/** The values of one page that are not NULL. */
export function openValues(bytes: Uint8Array, context: ValueContext): TakeValues {
  const { column, encoding } = context;
  switch (column.physical) {
    case 'BOOLEAN':
      return openBooleans(bytes, encoding);
    case 'BYTE_ARRAY':
    case 'FIXED_LEN_BYTE_ARRAY': {
      const take = openSpans(bytes, { ...context, width: column.width });
      return (count, onBadText) => byteValues(take(count), column, onBadText);
    }
    default: {
      const take = openFixed(bytes, { ...context, width: column.width });
      return count => numbers(take(count), column);
    }
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

/** Each span as a value of a column of bytes. */
export function byteValues(
  spans: Spans,
  { isUuid, type }: ParquetColumn,
  onBadText: OnBadText,
): ArrayLike<SourceValue> {
  if (isUuid) {
    return uuidsOf(spans);
  }
  switch (type.kind) {
    case 'text':
      return textsOf(spans, onBadText);
    case 'decimal':
      return decimalsOf(spans);
    default:
      return Array.from(spans.starts, (start, index) => spans.bytes.subarray(start, spans.ends[index]));
  }
}

function openBooleans(bytes: Uint8Array, encoding: Encoding): TakeValues {
  if (encoding === 'RLE') {
    const hybrid = openHybrid(lengthPrefixed(bytes).content, 1);
    return count => {
      const bits = new Uint8Array(count);
      readHybrid(hybrid, bits);
      return Array.from(bits, bit => bit === 1);
    };
  }
  if (encoding !== 'PLAIN') {
    throw unsupported(`has booleans encoded as ${encoding}`, 'write it with another encoding');
  }
  let at = 0;
  return count => {
    if (at + count > bytes.length * 8) {
      throw corrupt(`has a page of ${bytes.length} bytes for ${at + count} booleans`);
    }
    const values = new Array<boolean>(count);
    for (let index = 0; index < count; index++, at++) {
      values[index] = (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) === 1;
    }
    return values;
  };
}
