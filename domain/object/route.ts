import { LoaderError, shown } from '../errors.ts';
import { DEFAULT_SOURCE, type Source } from '../table/source.ts';
import { type Table, targetName } from '../table/table.ts';
import type { DataKey, StrayKey, TimedKey } from './key.ts';
import { folded, ignoringPattern, sourceName, type TableName } from './table-name.ts';
import { notCovered, notMapped } from './unmapped.ts';

/** What files may be routed to, made once from the mappings and sources in force. */
export interface Routes {
  /** By `folded` name. */
  readonly tables: ReadonlyMap<string, Table>;
  /** The most specific first: a longer prefix before a shorter one, a named bucket before any. */
  readonly sources: readonly Source[];
  /** The module that lists them, for messages, where it is not that of the checkout. */
  readonly module?: string | undefined;
}

/** Where the rows of a file go. */
export type Routed =
  | { readonly kind: 'table'; readonly table: Table; readonly source: Source }
  /** Each row names its table: see route-row.ts. */
  | { readonly kind: 'rows'; readonly source: Source; readonly key: TimedKey }
  | { readonly kind: 'ignored'; readonly reason: string };

/** @throws LoaderError MAPPING_INVALID if two tables have one source, or two sources one place */
export function makeRoutes(tables: readonly Table[], sources: readonly Source[]): Routes {
  const bySource = new Map<string, Table>();
  for (const table of tables) {
    const other = bySource.get(folded(table.source));
    if (other !== undefined) {
      throw sharedSource(table, other);
    }
    bySource.set(folded(table.source), table);
  }
  for (const [index, source] of sources.entries()) {
    const other = sources.slice(0, index).find(earlier => placeOf(earlier) === placeOf(source));
    if (other !== undefined) {
      throw sharedPlace(source, other);
    }
  }
  return { tables: bySource, sources: sources.length === 0 ? [DEFAULT_SOURCE] : sources.toSorted(bySpecificity) };
}

/**
 * The table whose source's schema and table are two consecutive folders of the key, without regard to case. A source that
 * states a prefix has them right behind it; without one, any folders may come before, and any number of partition and
 * date folders after. The ignore list of the source wins over a mapping. Never a guess: no table, or two, is an error. A
 * file of transactions lies in a folder of its own, which names no table.
 */
export function routeKey(key: DataKey | StrayKey, routes: Routes, bucket: string): Routed | LoaderError {
  const { folders } = key;
  const source = sourceOf(routes, bucket, folders);
  if (source === undefined) {
    return notCovered(bucket, folders, routes.sources);
  }
  if (key.kind === 'transaction') {
    return { kind: 'rows', source, key };
  }
  const pairs = pairsIn(folders, source);
  const matching = pairs.filter(pair => routes.tables.has(folded(pair)));
  const [table, ...others] = new Set(matching.map(pair => routes.tables.get(folded(pair))));
  if (others.length > 0) {
    return ambiguous(folders, matching);
  }
  const reason = whyIgnored(matching.length === 0 ? pairs : matching, source);
  if (reason !== undefined) {
    return { kind: 'ignored', reason };
  }
  return table === undefined
    ? notMapped({
        folders,
        source,
        pairs,
        mapped: [...routes.tables.values()].map(mapped => mapped.source),
        module: routes.module,
      })
    : { kind: 'table', table, source };
}

/** The most specific source that covers the folders of a key. */
export function sourceOf({ sources }: Routes, bucket: string, folders: readonly string[]): Source | undefined {
  return sources.find(source => isIn(source, bucket, folders));
}

/** A prefix ends with its last folder, whether it is written with the slash or without. */
function prefixFolders({ prefix }: Source): readonly string[] {
  return prefix.split('/').filter((folder, index, all) => folder !== '' || index < all.length - 1);
}

/** Compared folder by folder, so that prefix `orders` does not cover `orders_old/`. */
function isIn(source: Source, bucket: string, folders: readonly string[]): boolean {
  return (
    (source.bucket ?? bucket) === bucket && prefixFolders(source).every((folder, index) => folder === folders[index])
  );
}

function pairsIn(folders: readonly string[], source: Source): readonly TableName[] {
  const pairs = folders.slice(1).map((table, index) => ({ schema: folders[index] ?? '', table }));
  const start = prefixFolders(source).length;
  return start === 0 ? pairs : pairs.slice(start, start + 1);
}

function whyIgnored(names: readonly TableName[], source: Source): string | undefined {
  const reasons = names.flatMap(table => {
    const pattern = ignoringPattern(table, source);
    return pattern === undefined
      ? []
      : [`${shown(sourceName(table))} is on the ignore list of source ${source.name}, by ${pattern}`];
  });
  return reasons[0];
}

function bySpecificity(a: Source, b: Source): number {
  const longer = prefixFolders(b).length - prefixFolders(a).length;
  return longer === 0 ? Number(b.bucket !== undefined) - Number(a.bucket !== undefined) : longer;
}

function placeOf(source: Source): string {
  return `${source.bucket ?? '*'}/${prefixFolders(source).join('/')}`;
}

function ambiguous(folders: readonly string[], matching: readonly TableName[]): LoaderError {
  return new LoaderError('TABLE_AMBIGUOUS', {
    value: folders.join('/'),
    reason: `names several mapped tables: ${[...new Set(matching.map(sourceName))].join(', ')}`,
    remedy: 'declare a source whose prefix names all folders before the schema',
  });
}

function sharedSource(table: Table, other: Table): LoaderError {
  return new LoaderError('MAPPING_INVALID', {
    value: sourceName(table.source),
    reason: `is the source of two mappings, of ${targetName(other)} and of ${targetName(table)}`,
    remedy: 'keep one of them: a key leads to one table',
  });
}

function sharedPlace(source: Source, other: Source): LoaderError {
  return new LoaderError('MAPPING_INVALID', {
    value: placeOf(source),
    reason: `is the place of two sources, ${other.name} and ${source.name}`,
    remedy: 'keep one of them, or give each a bucket or prefix of its own',
  });
}
