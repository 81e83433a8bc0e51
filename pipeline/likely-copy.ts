import { isoTime } from '../domain/iso-time.ts';
import type { NewestChange } from '../domain/ports/database.ts';
import type { StoredObject } from '../domain/ports/store.ts';
import type { Loader } from './loader.ts';
import type { Route } from './route-object.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * A remark on a full-load file that may be a copy which nobody announced as one: DMS writes a table's changes behind its
 * load, within minutes, so that a file which is days newer than the changes that arrived with it was hardly written by
 * DMS when S3 says.
 */
export async function remarkOnCopy(route: Route, object: StoredObject, loader: Loader): Promise<string | undefined> {
  if (route.kind !== 'load' || route.writtenAtMicros !== undefined || route.source.loadTime !== 'last-modified') {
    return;
  }
  const newest = await loader.database.newestChange(route.table);
  return newest !== undefined && isSuspicious(object.lastModifiedMs, newest) ? remark(object, newest) : undefined;
}

function isSuspicious(modifiedMs: number, { writtenAtMicros, firstSeenAtMs }: NewestChange): boolean {
  const arrivedTogether = Math.abs(firstSeenAtMs - modifiedMs) <= HOUR_MS;
  return arrivedTogether && modifiedMs - Number(writtenAtMicros / 1000n) >= DAY_MS;
}

function remark({ lastModifiedMs }: StoredObject, { writtenAtMicros }: NewestChange): string {
  const [modified, written] = [lastModifiedMs, Number(writtenAtMicros / 1000n)].map(isoTime);
  return (
    `is it a copy? S3 says that it was modified at ${modified}, and the changes that arrived with it were written until ` +
    `${written}: its rows win over them. If it is one, load the table anew, with --written-at; docs/reloads.md says how`
  );
}
