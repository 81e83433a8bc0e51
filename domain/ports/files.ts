import type { Column, SourceType } from '../columns/column.ts';
import type { CsvSettings } from '../table/csv-settings.ts';
import type { StoredObject } from './store.ts';

export interface SourceColumn {
  readonly name: string;
  readonly type: SourceType;
}

/** Consecutive rows of a file, by column. */
export interface SourceBatch {
  /** Number of the first row in the file, from 1. */
  readonly firstRow: number;
  readonly rowCount: number;
  /** In the order in which they were asked for. */
  readonly columns: readonly Column[];
  /** Number of each row in the file, rising, where they are not `firstRow`, `firstRow + 1`, ...: others stand between them. */
  readonly rowNumbers?: Float64Array | undefined;
}

export interface ReadingWay {
  /**
   * Text of a Parquet file that is not UTF-8 is handed over, marked (columns/bad-text.ts), so that its row can be set
   * aside; without it, it ends the reading with ROW_BAD.
   */
  readonly marksBadText?: boolean | undefined;
  /** The first row that is read, from 1. What lies before it is not decoded where the format allows. */
  readonly fromRow?: number | undefined;
  /** The first row that is not read any more; undefined: to the end. */
  readonly beforeRow?: number | undefined;
}

/** A file whose structure was read and checked; no values yet. */
export interface OpenedFile {
  readonly columns: readonly SourceColumn[];
  /** Undefined for a file that has to be read to its end to know. */
  readonly rowCount: number | undefined;
  /** Rows of each row group, in file order, none of them 0; undefined for a format that has none. */
  readonly rowGroups?: readonly number[] | undefined;
  /**
   * Batches in file order, none empty, each of `BATCH_ROWS` rows at most and of one row group, with just the named columns.
   * A name must be one of `columns`. Each call begins anew.
   */
  read(names: readonly string[], way?: ReadingWay): AsyncIterable<SourceBatch>;
}

/** A file that declares how many rows it has. */
export interface SourceFile extends OpenedFile {
  readonly rowCount: number;
}

/** Reads files that say themselves how they are to be read. */
export interface FileReader {
  /** @throws LoaderError OBJECT_EMPTY or PARQUET_* for what is wrong with the bytes; the errors of `StoredObject.read` */
  open(object: StoredObject): Promise<SourceFile>;
}

/** What a CSV file does not say of itself. */
export interface CsvFormat {
  readonly kind: 'csv';
  readonly settings: CsvSettings;
  /** Names of all columns in the order of the file, needed where there is no header. */
  readonly columns: readonly string[] | undefined;
}

export type FileFormat = { readonly kind: 'parquet' } | CsvFormat;

/** Reads files of every format. */
export interface FormatReader {
  /** @throws LoaderError OBJECT_EMPTY, PARQUET_* or CSV_* for what is wrong with the bytes; the errors of `StoredObject.read` */
  open(object: StoredObject, format: FileFormat): Promise<OpenedFile>;
}
