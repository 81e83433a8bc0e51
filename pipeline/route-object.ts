import { LoaderError } from '../domain/errors.ts';
import { type DataKey, readKey, type StrayKey } from '../domain/object/key.ts';
import { type Routed, routeKey } from '../domain/object/route.ts';
import { sourceName } from '../domain/object/table-name.ts';
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
  /** Microseconds since 1970, UTC, as the name of a file of changes says; undefined for a full load. */
  readonly writtenAtMicros: bigint | undefined;
}

/** The route of an object, or why it is of no concern; decided from the key alone. Throws what refuses it. */
export function routeObject(place: ObjectPlace, loader: Loader): Route | string {
  const key = readKey(place.key);
  if (key === undefined) {
    return NO_DATA;
  }
  const routed = routeKey(key, loader.routes, place.bucket);
  if (key.kind === 'stray' && isNobodys(routed)) {
    return NO_DATA;
  }
  if (routed instanceof LoaderError) {
    throw routed;
  }
  if (routed.kind === 'ignored') {
    return routed.reason;
  }
  if (key.kind === 'stray') {
    return refuseStray(key, routed.table);
  }
  refuseGzippedParquet(key);
  const kind = key.kind === 'load' ? 'load' : 'cdc';
  return { table: routed.table, source: routed.source, key, kind, writtenAtMicros: timeInName(key, routed.source) };
}

/** No mapping is concerned, be it one or several that claim the key. */
function isNobodys(routed: Routed | LoaderError): boolean {
  return routed instanceof LoaderError ? routed.code === 'TABLE_NOT_MAPPED' : routed.kind === 'ignored';
}

const NO_DATA = 'its key is not that of a data file';

function timeInName(key: DataKey, { timeZone }: Source): bigint | undefined {
  return key.kind === 'load' ? undefined : writtenAtMicros(key, timeZone);
}

/** Acknowledged, it would never be loaded, and nobody would know. */
function refuseStray({ file }: StrayKey, table: Table): never {
  throw new LoaderError('KEY_NOT_DMS', {
    value: file,
    reason: `lies in the folder of ${sourceName(table.source)}, and is not named as DMS names a file`,
    remedy:
      'copy it to the name under which DMS wrote it (LOAD00000001.parquet, 20260131-120000123.parquet), or keep it elsewhere',
  });
}

/** The time of writing, by which changes are ordered: of a CDC file in its name, of a LOAD file when S3 got it. */
export function writtenAt({ writtenAtMicros: inName, source }: Route, object: StoredObject): bigint {
  if (inName !== undefined) {
    return inName;
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
