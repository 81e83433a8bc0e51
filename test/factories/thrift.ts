/** Thrift compact structs by hand, to write Parquet metadata that no writer would. */

export type Thrift =
  | { readonly i32: number }
  | { readonly i64: number | bigint }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly list: readonly Thrift[] }
  | { readonly struct: Fields }
  /** Bytes as they are, after a type number. */
  | { readonly raw: readonly number[]; readonly type: number };

/** Values by field number. */
export type Fields = Readonly<Record<number, Thrift | undefined>>;

export function structBytes(fields: Fields): number[] {
  let last = 0;
  const bytes = Object.entries(fields).flatMap(([id, value]) => {
    if (value === undefined) {
      return [];
    }
    const type = typeOf(value);
    const delta = Number(id) - last;
    last = Number(id);
    const head = delta <= 15 ? [delta * 16 + type] : [type, ...varint(BigInt(id) * 2n)];
    return 'bool' in value ? head : head.concat(valueBytes(value));
  });
  return bytes.concat(0);
}

/** Little-endian groups of seven bits. */
export function varint(value: bigint): number[] {
  return value < 128n ? [Number(value)] : [Number(value % 128n) + 128, ...varint(value / 128n)];
}

function typeOf(value: Thrift): number {
  if ('bool' in value) {
    return value.bool ? 1 : 2;
  }
  if ('raw' in value) {
    return value.type;
  }
  const [kind = ''] = Object.keys(value);
  return { i32: 5, i64: 6, text: 8, list: 9, struct: 12 }[kind] ?? 0;
}

function valueBytes(value: Thrift): number[] {
  if ('i32' in value) {
    return zigzag(BigInt(value.i32));
  }
  if ('i64' in value) {
    return zigzag(BigInt(value.i64));
  }
  if ('text' in value) {
    const bytes = [...Buffer.from(value.text)];
    return varint(BigInt(bytes.length)).concat(bytes);
  }
  if ('list' in value) {
    const [first = { i32: 0 }] = value.list;
    return [0xf0 + typeOf(first), ...varint(BigInt(value.list.length))].concat(value.list.flatMap(valueBytes));
  }
  if ('struct' in value) {
    return structBytes(value.struct);
  }
  if ('bool' in value) {
    return [value.bool ? 1 : 2];
  }
  return [...value.raw];
}

function zigzag(value: bigint): number[] {
  return varint(value < 0n ? -value * 2n - 1n : value * 2n);
}
