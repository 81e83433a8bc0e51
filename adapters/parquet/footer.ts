import { parquetMetadata } from 'hyparquet/src/metadata.js';
import type { FileMetaData } from 'hyparquet/src/types.js';
import { LoaderError } from '../../domain/errors.ts';
import { outOfMemory } from '../../domain/out-of-memory.ts';
import { corrupt, tooLarge, unsupported } from './fault.ts';
import { guessFormat } from './guess-format.ts';
import type { ParquetLimits } from './limits.ts';
import { checkColumnCount } from './schema.ts';
import type { ByteSource } from './source.ts';
import { endsInTheMiddle, structEnd } from './thrift.ts';

/** `PAR1`, metadata's length, `PAR1`: no file is shorter. */
const SMALLEST_FILE_BYTES = 12;
/** Length and magic at the end. */
const TRAILER_BYTES = 8;

/** Number of the schema in FileMetaData (parquet-format, parquet.thrift): a list whose first entry is the root. */
const SCHEMA_FIELD = 2;

export interface Footer {
  readonly metadata: FileMetaData;
  /** Where the metadata begins, and so where the pages end. */
  readonly start: number;
}

/**
 * Reads the metadata at the end of a file.
 * @throws LoaderError OBJECT_EMPTY, or one of PARQUET, still without the object's name; the source's errors as they are
 */
export async function readFooter(source: ByteSource, limits: ParquetLimits): Promise<Footer> {
  const size = source.sizeBytes;
  if (size === 0) {
    throw new LoaderError('OBJECT_EMPTY', {
      reason: 'is empty (0 bytes)',
      remedy: 'have the file written again; an upload that was broken off leaves such an object',
    });
  }
  const trailer = size < SMALLEST_FILE_BYTES ? undefined : await source.read(size - TRAILER_BYTES, size);
  const magic = trailer === undefined ? '' : Buffer.from(trailer).toString('latin1', 4);
  if (trailer === undefined || magic !== 'PAR1') {
    throw await notParquet(source, magic);
  }
  const length = Buffer.from(trailer).readUInt32LE(0);
  const start = size - TRAILER_BYTES - length;
  if (start < 4) {
    throw corrupt(`claims ${length} bytes of metadata, and has ${size} bytes in all: it was cut short or overwritten`);
  }
  if (length > limits.footerBytes) {
    throw tooLarge(
      `has ${length} bytes of metadata, over the limit of ${limits.footerBytes}`,
      'write larger row groups, or give the process more memory (LOADER_MEMORY_MB)',
    );
  }
  return { metadata: parse(await source.read(start, size), limits), start };
}

function parse(bytes: Uint8Array, limits: ParquetLimits): FileMetaData {
  const lists = new Map<number, number>();
  if (structEnd(bytes.subarray(0, -TRAILER_BYTES), 0, { mostValues: limits.footerValues, lists }) === undefined) {
    throw endsInTheMiddle();
  }
  checkColumnCount((lists.get(SCHEMA_FIELD) ?? 1) - 1, limits.columnCount);
  try {
    return parquetMetadata(bytes, { geoparquet: false, parsers: NO_STATISTICS });
  } catch (error) {
    throw outOfMemory(error) ?? corrupt('has unreadable metadata', error);
  }
}

/** Statistics are not used; these keep them from costing a Date or a text each, and from failing on odd ones. */
const NO_STATISTICS = {
  stringFromBytes: () => undefined,
  dateFromDays: () => undefined,
  timestampFromMilliseconds: () => undefined,
  timestampFromMicroseconds: () => undefined,
  timestampFromNanoseconds: () => undefined,
  uuidFromBytes: () => undefined,
};

async function notParquet(source: ByteSource, magic: string): Promise<LoaderError> {
  if (magic === 'PARE') {
    return unsupported(
      'is an encrypted Parquet file',
      'write it without Parquet encryption; S3 can encrypt it at rest',
    );
  }
  const head = await source.read(0, Math.min(source.sizeBytes, 1024));
  if (Buffer.from(head).toString('latin1', 0, 4) === 'PAR1') {
    return corrupt('begins as a Parquet file and has no end: the upload was cut short');
  }
  return new LoaderError('PARQUET_NOT_PARQUET', {
    reason: `is not a Parquet file (${guessFormat(head)})`,
    remedy: 'set the DMS endpoint to DataFormat=parquet, or name the file after what it is',
  });
}
