import { LoaderError } from '../domain/errors.ts';
import { type DataKey, readKey, type StrayKey, type TimedKey } from '../domain/object/key.ts';
import { type Routed, routeKey } from '../domain/object/route.ts';
import { sourceName } from '../domain/object/table-name.ts';
import { writtenAtMicros } from '../domain/object/written-at.ts';
import type { FileFormat } from '../domain/ports/files.ts';
import type { StoredObject } from '../domain/ports/store.ts';
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
  /** Microseconds since 1970, UTC, as the name of a file of changes says, or of a full load an operator; undefined if nobody does. */
  readonly writtenAtMicros: bigint | undefined;
}

/** A file of transactions: its rows say themselves which tables they are of. */
export interface TransactionRoute {
  readonly kind: 'transaction';
  readonly source: Source;
  readonly writtenAtMicros: bigint;
}

/**
 * The tables on whose mappings and targets a refusal rests. A file of transactions is refused before all of its tables are
 * known, so that it is each that it could have rows of.
 */
export function tablesConcerned(route: Route | TransactionRoute, { routes }: Pick<Loader, 'routes'>): readonly Table[] {
  return route.kind === 'transaction'
    ? [...routes.tables.values()].filter(table => table.csvColumns !== undefined)
    : [route.table];
}

/** The route of an object, or why it is of no concern; decided from the key alone. Throws what refuses it. */
export function routeObject(place: ObjectPlace, loader: Pick<Loader, 'routes'>): Route | TransactionRoute | string {
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
  if (routed.kind === 'rows') {
    return transactionRoute(routed.key, routed.source);
  }
  if (key.kind === 'stray') {
    return refuseStray(key, routed.table);
  }
  refuseGzippedParquet(key);
  const kind = key.kind === 'load' ? 'load' : 'cdc';
  return {
    table: routed.table,
    source: routed.source,
    key,
    kind,
    writtenAtMicros: knownTime(key, routed.source, place),
  };
}

function transactionRoute(key: TimedKey, source: Source): TransactionRoute {
  if (key.format !== 'csv') {
    throw new LoaderError('FORMAT_UNSUPPORTED', {
      value: key.file,
      reason: 'is named as a file of transactions, which DMS writes as CSV only, and ends otherwise',
      remedy: 'copy it to the name under which DMS wrote it, CDC_TXN-YYYYMMDDHHMMSSmmm.csv',
    });
  }
  return { kind: 'transaction', source, writtenAtMicros: writtenAtMicros(key, source.timeZone) };
}

/** No mapping is concerned, be it one or several that claim the key. */
function isNobodys(routed: Routed | LoaderError): boolean {
  return routed instanceof LoaderError ? routed.code === 'TABLE_NOT_MAPPED' : routed.kind === 'ignored';
}

export const NO_DATA = 'its key is not that of a data file';

function knownTime(key: DataKey, { timeZone }: Source, { writtenAtMs }: ObjectPlace): bigint | undefined {
  if (key.kind !== 'load') {
    return writtenAtMicros(key, timeZone);
  }
  return writtenAtMs === undefined ? undefined : BigInt(writtenAtMs) * 1000n;
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

/** The time of writing, by which changes are ordered: of a CDC file in its name, of a LOAD file when S3 got it, if nobody says otherwise. */
export function writtenAt({ writtenAtMicros: known }: Route, object: StoredObject): bigint {
  return known ?? BigInt(object.lastModifiedMs) * 1000n;
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
