import type { FileMetaData, RowGroup as StoredRowGroup } from 'hyparquet/src/types.js';
import type { SourceType } from '../../domain/columns/column.ts';
import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { StoredObject } from '../../domain/ports/store.ts';
import { readFooter } from './footer.ts';
import { PARQUET_LIMITS } from './limits.ts';
import { structureOf } from './reader.ts';
import { tailCached } from './source.ts';

/** What the footer of a file says of it. Texts are the file's own: anything may stand in them. */
export interface ParquetDescription {
  readonly createdBy: string | undefined;
  /** Of the format, as the writer put it: 1 or 2. */
  readonly version: number;
  readonly metadata: readonly { readonly key: string; readonly value: string | undefined }[];
  readonly rowGroups: readonly DescribedGroup[];
  readonly columns: readonly DescribedColumn[];
}

export interface DescribedGroup extends Sizes {
  readonly rows: number;
}

export interface DescribedColumn extends Sizes {
  readonly name: string;
  readonly type: SourceType;
  /** Parquet's physical type. */
  readonly physical: string;
  readonly isNullable: boolean;
  /** Over all row groups, each once; encodings are those of levels and dictionaries, too. */
  readonly codecs: readonly string[];
  readonly encodings: readonly string[];
}

interface Sizes {
  /** As they are in the file. */
  readonly storedBytes: number;
  /** Decompressed, as the writer counted them. */
  readonly unpackedBytes: number;
}

/**
 * Reads the footer of a Parquet file, and no page.
 * @throws LoaderError OBJECT_EMPTY or PARQUET_*, as the reader does; the errors of `StoredObject.read`
 */
export async function describeParquet(object: StoredObject): Promise<ParquetDescription> {
  try {
    const footer = await readFooter(tailCached(object), PARQUET_LIMITS);
    return described(footer.metadata, structureOf(footer).columns);
  } catch (error) {
    throw error instanceof LoaderError ? error.at({ object: objectUrl(object) }) : error;
  }
}

type Columns = ReturnType<typeof structureOf>['columns'];

function described(metadata: FileMetaData, columns: Columns): ParquetDescription {
  const { version, created_by, key_value_metadata = [], row_groups } = metadata;
  return {
    createdBy: created_by,
    version,
    metadata: key_value_metadata.map(({ key, value }) => ({ key, value })),
    rowGroups: row_groups.map(group => ({
      rows: Number(group.num_rows),
      ...sizesOf(group.columns.map(({ meta_data }) => meta_data)),
    })),
    columns: columns.map(({ name, type, physical, isNullable }, at) => {
      const chunks = chunksOf(row_groups, at);
      return {
        name,
        type,
        physical,
        isNullable,
        codecs: [...new Set(chunks.map(({ codec }) => codec))],
        encodings: [...new Set(chunks.flatMap(({ encodings }) => encodings.filter(isName)))],
        ...sizesOf(chunks),
      };
    }),
  };
}

/** hyparquet leaves out what it does not know. */
function isName(encoding: string | undefined): encoding is string {
  return encoding !== undefined;
}

type Chunk = NonNullable<StoredRowGroup['columns'][number]['meta_data']>;

function chunksOf(groups: readonly StoredRowGroup[], column: number): readonly Chunk[] {
  return groups.flatMap(({ columns }) => columns[column]?.meta_data ?? []);
}

function sizesOf(chunks: readonly (Chunk | undefined)[]): Sizes {
  return {
    storedBytes: chunks.reduce((sum, chunk) => sum + Number(chunk?.total_compressed_size ?? 0n), 0),
    unpackedBytes: chunks.reduce((sum, chunk) => sum + Number(chunk?.total_uncompressed_size ?? 0n), 0),
  };
}
