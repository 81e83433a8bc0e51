/** Small Parquet files of one column C in one row group, of which the classes change one thing each. */
import {
  type ColumnSpec,
  type FileSpec,
  type PageSpec,
  PHYSICAL,
  pageV1,
  parquetFile,
  plainInts,
} from '../factories/parquet.ts';
import { type Fields, structBytes, type Thrift, varint } from '../factories/thrift.ts';

/** Fields of a SchemaElement: the annotation UTF8. */
export const TEXT = { 6: { i32: 0 } };

/** A page of two whole numbers. */
export const INTS: PageSpec = pageV1({ rows: 2, body: plainInts(1, 2) });

/** What is to be otherwise than in a file of two rows of INT32. */
export type Otherwise = Partial<ColumnSpec> & { readonly rows?: number };

export function fileOf(column: Otherwise = {}, file: Partial<FileSpec> = {}): Buffer {
  const { rows = 2, ...rest } = column;
  return parquetFile({ rows, columns: [{ physical: PHYSICAL.INT32, pages: [INTS], ...rest }], ...file });
}

/** One column of text. */
export function textFile(rows: number, pages: readonly PageSpec[], column: Otherwise = {}): Buffer {
  return fileOf({ rows, physical: PHYSICAL.BYTE_ARRAY, schema: TEXT, pages, ...column });
}

/** The same page so many times: the others lie, ready-made, in the body of the first. */
export function repeated(page: PageSpec, times: number): PageSpec {
  const whole = Buffer.concat([Uint8Array.from(structBytes(page.header)), page.body]);
  return { header: page.header, body: Buffer.concat([page.body, Buffer.alloc(whole.length * (times - 1), whole)]) };
}

/** The list of so many equal structs, whose bytes are made once: the factory would take seconds for 100,000. */
export function listOf(count: number, struct: Fields): Thrift {
  const one = structBytes(struct);
  return { type: 9, raw: [0xfc, ...varint(BigInt(count))].concat(Array.from({ length: count }, () => one).flat()) };
}

/** A file of no rows, with the row group that says so as often as that. */
export function groupsOf(count: number, column: Otherwise, rows = 0): Buffer {
  let group: Fields = {};
  const groups = (own: Fields): readonly Fields[] => {
    group = own;
    return [];
  };
  fileOf(column, { groups });
  return fileOf(column, { file: { 3: { i64: rows }, 4: listOf(count, group) } });
}

/** A page whose header lies. */
export function lying(page: PageSpec, header: PageSpec['header']): PageSpec {
  return { ...page, header: { ...page.header, ...header } };
}
