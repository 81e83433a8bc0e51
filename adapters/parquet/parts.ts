/** Pages put together to one column, in the form of domain/columns/column.ts. */
import type { Column, SourceValue } from '../../domain/columns/column.ts';

/** One decoded page: its values that are not NULL, or their places in the dictionary. */
export interface Part {
  readonly rowCount: number;
  /** 1 where a row has a value, 0 where it is NULL; undefined when every row has one. */
  readonly present: Uint8Array | undefined;
  readonly indexes?: Int32Array;
  readonly values?: ArrayLike<SourceValue>;
}

interface Whole {
  readonly rowCount: number;
  readonly dictionary: ArrayLike<SourceValue>;
}

export function partsColumn(parts: readonly Part[], whole: Whole): Column<SourceValue> {
  if (parts.some(part => part.indexes !== undefined)) {
    return indexed(parts, whole);
  }
  const [only] = parts;
  if (parts.length === 1 && only?.present === undefined && only?.values !== undefined) {
    return { values: only.values };
  }
  return { values: typed(parts, whole.rowCount) ?? spread(parts, whole.rowCount) };
}

/**
 * Dictionary pages give their indexes. Where the dictionary grew too large and later pages are plain (DMS:
 * DictPageSizeLimit), each plain value becomes an entry of its own behind the dictionary's.
 */
function indexed(parts: readonly Part[], { rowCount, dictionary }: Whole): Column<SourceValue> {
  const indexes = new Int32Array(rowCount);
  const plain = parts.flatMap(part => (part.values === undefined ? [] : [part.values]));
  let row = 0;
  let nextEntry = dictionary.length;
  for (const part of parts) {
    const target = indexes.subarray(row, row + part.rowCount);
    if (part.indexes === undefined) {
      number(target, part.present, nextEntry);
      nextEntry += part.values?.length ?? 0;
    } else {
      scatter(target, part.present, part.indexes);
    }
    row += part.rowCount;
  }
  return { values: plain.length === 0 ? dictionary : concatenated([dictionary, ...plain], nextEntry), indexes };
}

function scatter(target: Int32Array, present: Uint8Array | undefined, indexes: Int32Array): void {
  if (present === undefined) {
    target.set(indexes);
    return;
  }
  let at = 0;
  for (let row = 0; row < target.length; row++) {
    target[row] = present[row] === 1 ? (indexes[at++] ?? -1) : -1;
  }
}

function number(target: Int32Array, present: Uint8Array | undefined, first: number): void {
  let entry = first;
  for (let row = 0; row < target.length; row++) {
    target[row] = present === undefined || present[row] === 1 ? entry++ : -1;
  }
}

function concatenated(lists: readonly ArrayLike<SourceValue>[], length: number): SourceValue[] {
  const all = new Array<SourceValue>(length);
  let at = 0;
  for (const list of lists) {
    for (const value of Array.from(list)) {
      all[at++] = value;
    }
  }
  return all;
}

type Typed = Int32Array | Uint32Array | Float32Array | Float64Array | BigInt64Array | BigUint64Array;

/** Pages without NULLs whose values are typed arrays stay one: numbers of such a column are never objects. */
function typed(parts: readonly Part[], rowCount: number): ArrayLike<SourceValue> | undefined {
  const first = parts[0]?.values;
  if (!ArrayBuffer.isView(first) || parts.some(part => part.present !== undefined)) {
    return undefined;
  }
  const Kind = first.constructor as new (length: number) => Typed;
  const all = new Kind(rowCount);
  let row = 0;
  for (const part of parts) {
    all.set(part.values as ArrayLike<number> & ArrayLike<bigint>, row);
    row += part.rowCount;
  }
  return all;
}

function spread(parts: readonly Part[], rowCount: number): (SourceValue | null)[] {
  const all = new Array<SourceValue | null>(rowCount);
  let row = 0;
  for (const { present, values = [], rowCount: rows } of parts) {
    let at = 0;
    for (let index = 0; index < rows; index++) {
      all[row++] = present === undefined || present[index] === 1 ? (values[at++] ?? null) : null;
    }
  }
  return all as (SourceValue | null)[];
}
