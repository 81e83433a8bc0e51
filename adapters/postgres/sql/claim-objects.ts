import type pg from 'pg';
import type { ObjectIdentity } from '../../../domain/object/identity.ts';
import type { Claim } from './claim-object.ts';
import { FINAL_LIST, IDENTITY_COLUMNS, identityLiterals, lockOrder, objectLock } from './object-key.ts';

/**
 * Claims several writes of objects in one statement, each as `claimObject` does and for a load of all of it: those that
 * others hold, or whose state is final or `partial`, are left out. Their locks are tried, never waited for, so that consumers
 * of the same objects in another order do not wait in a circle; nor does who reopens them meanwhile (`lockOrder`).
 */
export function claimObjects(objects: readonly ObjectIdentity[]): string {
  const rows = objects.map(object => `(${identityLiterals(object)}, ${objectLock(object)})`);
  return `insert into dms_loader.object_load as o (${IDENTITY_COLUMNS}, state)
select ${IDENTITY_COLUMNS}, 'loaded' from (values
${rows.join(',\n')}) as v (${IDENTITY_COLUMNS}, lock)
where pg_try_advisory_xact_lock(lock) order by ${lockOrder('v')}
on conflict (${IDENTITY_COLUMNS}) do update
  set state = 'loaded', attempts = o.attempts + 1, changed_at = now(), refusal_fingerprint = null, given_up_at = null
  where o.state not in (${FINAL_LIST}, 'partial')
returning bucket, object_key, etag, size_bytes, object_load_id, nextval('dms_loader.table_load_table_load_id_seq') as table_load_id`;
}

/** SQL for whether one of the locks is held, which it is by whoever has a claim. */
export function holdsAny(objects: readonly ObjectIdentity[]): string {
  return objects.map(object => `pg_try_advisory_xact_lock(${objectLock(object)})`).join(' or ');
}

interface ClaimedRow {
  readonly bucket: string;
  readonly object_key: string;
  readonly etag: string;
  readonly size_bytes: string;
  readonly object_load_id: string;
  readonly table_load_id: string;
}

/** Reads the answers to a message with `claimObjects` in it: the claim of each object, undefined for one that was left out. */
export function readClaims(
  results: readonly pg.QueryResult[],
  objects: readonly ObjectIdentity[],
): readonly (Claim | undefined)[] {
  const rows: readonly ClaimedRow[] = results.find(({ command }) => command === 'INSERT')?.rows ?? [];
  return objects.map(({ bucket, key, eTag, sizeBytes }) => {
    const row = rows.find(
      found =>
        found.object_key === key &&
        found.etag === eTag &&
        found.bucket === bucket &&
        found.size_bytes === String(sizeBytes),
    );
    return row && { objectLoadId: BigInt(row.object_load_id), tableLoadId: BigInt(row.table_load_id) };
  });
}
