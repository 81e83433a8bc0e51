import { LoaderError } from '../domain/errors.ts';
import { type DataKey, readDataKey } from '../domain/object/key.ts';
import { routeKey } from '../domain/object/route.ts';
import { writtenAtMicros } from '../domain/object/written-at.ts';
import type { FileFormat, StoredObject } from '../domain/ports.ts';
import { csvFormat } from '../domain/table/csv-format.ts';
import type { Source } from '../domain/table/source.ts';
import type { Table } from '../domain/table/table.ts';
import type { Loader, ObjectPlace } from './loader.ts';

/** Where a data file's rows go, and what its name says of it. */
export interface Route {
  readonly table: Table;
  readonly source: Source;
  readonly key: DataKey;
  readonly kind: 'load' | 'cdc';
}

/** The route of an object, or why it is of no concern; decided from the key alone. Throws what refuses it. */
export function routeObject(place: ObjectPlace, loader: Loader): Route | string {
  const key = readDataKey(place.key);
  if (key === undefined) {
    return 'its key is not that of a data file';
  }
  const routed = routeKey(key, loader.routes, place.bucket);
  if (routed instanceof LoaderError) {
    throw routed;
  }
  if (routed.kind === 'ignored') {
    return routed.reason;
  }
  refuseGzippedParquet(key);
  const kind = key.kind === 'load' ? 'load' : 'cdc';
  return { table: routed.table, source: routed.source, key, kind };
}

/** The time of writing, by which changes are ordered: of a CDC file in its name, of a LOAD file when S3 got it. */
export function writtenAt({ key, source }: Route, object: StoredObject): bigint {
  if (key.kind !== 'load') {
    return writtenAtMicros(key, source.timeZone);
  }
  if (source.loadTime === 'timestamp-column') {
    throw new LoaderError('FORMAT_UNSUPPORTED', {
      reason: `source ${source.name} takes the time of full-load rows from a column, which is not supported yet`,
      remedy: "set loadTime to 'last-modified' and load from the bucket that DMS writes to",
    });
  }
  return BigInt(object.lastModifiedMs) * 1000n;
}

/** How the file is to be read. */
export function formatOf({ key, source, table, kind }: Route): FileFormat {
  return key.format === 'csv' ? csvFormat(source.csv, table, kind) : { kind: 'parquet' };
}

function refuseGzippedParquet(key: DataKey): void {
  if (key.format === 'csv' || !key.gzip) {
    return;
  }
  throw new LoaderError('FORMAT_UNSUPPORTED', {
    value: key.file,
    reason: 'is Parquet that was compressed as a whole',
    remedy:
      'let DMS write it (DataFormat=parquet; its CompressionType=gzip compresses within the file), or decompress it',
  });
}
