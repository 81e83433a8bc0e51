/**
 * Small Parquet files written by hand (parquet-format, parquet.thrift), page by page, so that each number in them can be a
 * lie. One row group is written; what is not said is right.
 */
import { type Fields, structBytes, type Thrift } from './thrift.ts';

export const PHYSICAL = { BOOLEAN: 0, INT32: 1, INT64: 2, INT96: 3, FLOAT: 4, DOUBLE: 5, BYTE_ARRAY: 6, FIXED: 7 };
export const ENCODING = {
  PLAIN: 0,
  PLAIN_DICTIONARY: 2,
  RLE: 3,
  BIT_PACKED: 4,
  DELTA_BINARY_PACKED: 5,
  DELTA_LENGTH_BYTE_ARRAY: 6,
  DELTA_BYTE_ARRAY: 7,
  RLE_DICTIONARY: 8,
  BYTE_STREAM_SPLIT: 9,
};
export const CODEC = { NONE: 0, SNAPPY: 1, GZIP: 2, BROTLI: 4, LZ4: 5, ZSTD: 6 };

export interface PageSpec {
  readonly header: Fields;
  readonly body: Uint8Array;
}

export interface ColumnSpec {
  readonly name?: string;
  /** One of PHYSICAL. */
  readonly physical: number;
  readonly isNullable?: boolean;
  /** Further fields of the SchemaElement. */
  readonly schema?: Fields;
  /** Of CODEC. */
  readonly codec?: number;
  readonly pages: readonly PageSpec[];
  /** Fields of the ColumnMetaData that are to lie. */
  readonly meta?: Fields;
}

export interface FileSpec {
  readonly columns: readonly ColumnSpec[];
  readonly rows: number;
  /** Fields of the FileMetaData and the RowGroup that are to lie. */
  readonly file?: Fields;
  readonly group?: Fields;
  /** The row groups that the footer has in the place of the one that was written. */
  groups?(own: Fields): readonly Fields[];
}

export function parquetFile({ columns, rows, file = {}, group = {}, groups = own => [own] }: FileSpec): Buffer {
  const bytes: Uint8Array[] = [Buffer.from('PAR1')];
  let end = 4;
  const chunks = columns.map(column => {
    const start = end;
    for (const page of column.pages) {
      const header = Uint8Array.from(structBytes(page.header));
      bytes.push(header, page.body);
      end += header.length + page.body.length;
    }
    return chunkOf(column, { rows, start, end });
  });
  const own = { 1: { list: chunks }, 2: { i64: 0 }, 3: { i64: rows }, ...group };
  const root: Thrift = { struct: { 4: { text: 'schema' }, 5: { i32: columns.length } } };
  const footer = structBytes({
    1: { i32: 2 },
    2: { list: [root, ...columns.map(schemaOf)] },
    3: { i64: rows },
    4: { list: groups(own).map(struct => ({ struct })) },
    ...file,
  });
  return withFooter(Buffer.concat(bytes), footer);
}

/** Page bytes (with the magic at their head) and a footer, as a file. */
export function withFooter(bytes: Uint8Array, footer: ArrayLike<number>): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([bytes, Uint8Array.from(footer), length, Buffer.from('PAR1')]);
}

function schemaOf({ name = 'C', physical, isNullable = false, schema = {} }: ColumnSpec): Thrift {
  return { struct: { 1: { i32: physical }, 3: { i32: isNullable ? 1 : 0 }, 4: { text: name }, ...schema } };
}

function chunkOf(column: ColumnSpec, { rows, start, end }: { rows: number; start: number; end: number }): Thrift {
  const { name = 'C', physical, codec = CODEC.NONE, meta = {} } = column;
  const data: Fields = {
    1: { i32: physical },
    2: { list: [{ i32: ENCODING.PLAIN }] },
    3: { list: [{ text: name }] },
    4: { i32: codec },
    5: { i64: rows },
    6: { i64: end - start },
    7: { i64: end - start },
    9: { i64: start },
    ...meta,
  };
  return { struct: { 2: { i64: start }, 3: { struct: data } } };
}

interface PageParts {
  readonly rows: number;
  readonly body: Uint8Array;
  /** Of ENCODING. */
  readonly encoding?: number;
  /** Bytes when unpacked, where the body is compressed. */
  readonly unpacked?: number;
  /** Fields of the page's own header that are to lie. */
  readonly fields?: Fields;
}

export function pageV1({
  rows,
  body,
  encoding = ENCODING.PLAIN,
  unpacked = body.length,
  fields = {},
}: PageParts): PageSpec {
  const own = { 1: { i32: rows }, 2: { i32: encoding }, 3: { i32: ENCODING.RLE }, 4: { i32: ENCODING.RLE }, ...fields };
  return { header: { 1: { i32: 0 }, 2: { i32: unpacked }, 3: { i32: body.length }, 5: { struct: own } }, body };
}

/** A V2 page without levels. */
export function pageV2({
  rows,
  body,
  encoding = ENCODING.PLAIN,
  unpacked = body.length,
  fields = {},
}: PageParts): PageSpec {
  const own = {
    1: { i32: rows },
    2: { i32: 0 },
    3: { i32: rows },
    4: { i32: encoding },
    5: { i32: 0 },
    6: { i32: 0 },
    7: { bool: true },
    ...fields,
  };
  return { header: { 1: { i32: 3 }, 2: { i32: unpacked }, 3: { i32: body.length }, 8: { struct: own } }, body };
}

export function dictionaryPage({ rows, body, encoding = ENCODING.PLAIN, unpacked = body.length }: PageParts): PageSpec {
  const own = { 1: { i32: rows }, 2: { i32: encoding } };
  return { header: { 1: { i32: 2 }, 2: { i32: unpacked }, 3: { i32: body.length }, 7: { struct: own } }, body };
}

/** PLAIN values of BYTE_ARRAY: each after its length. */
export function plainBytes(...values: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    values.flatMap(value => {
      const bytes = Buffer.from(value);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** PLAIN values of INT32. */
export function plainInts(...values: readonly number[]): Buffer {
  return Buffer.from(Int32Array.from(values).buffer);
}
