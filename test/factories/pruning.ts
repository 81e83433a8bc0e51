/** A ledger of long ago, and what `prune` does to it. */
import type pg from 'pg';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import { type Pruned, type PruneTerms, prune } from '../../adapters/postgres/operations/prune.ts';
import { type PruneAsked, type PrunePlan, planPrune } from '../../adapters/postgres/operations/prune-plan.ts';
import type { Table } from '../../domain/table/table.ts';

/** As if each file had been loaded when it was written, and each failure been recorded in 1970. */
export async function ageLedger(sql: Pick<pg.Client, 'query'>): Promise<void> {
  await sql.query(`update dms_loader.table_load set loaded_at = least(loaded_at, written_at);
    update dms_loader.load_attempt set ended_at = 'epoch';
    update dms_loader.quarantined_row set released_at = 'epoch' where released_at is not null;
    update dms_loader.object_load o set changed_at = least(changed_at, coalesce((
      select max(written_at) from dms_loader.table_load t where t.object_load_id = o.object_load_id), 'epoch'))`);
}

/** What is older than a cutoff, microseconds since 1970, of all targets that there are. */
export function olderThan(cutoffMicros: bigint, tables: readonly Table[]): PruneAsked {
  const cutoff = new Date(Number(cutoffMicros / 1000n)).toISOString();
  const none = { attemptsCutoff: undefined, releasedCutoff: undefined };
  return { cutoff, tables, isWhole: true, hasFullLoads: true, ...none };
}

export function planOf({ connection }: PostgresDatabase, asked: PruneAsked): Promise<PrunePlan> {
  return planPrune(connection, asked, 60);
}

/** Plans and prunes. */
export async function pruneAs(
  database: PostgresDatabase,
  asked: PruneAsked,
  terms: Partial<PruneTerms> = {},
): Promise<Pruned> {
  const plan = await planOf(database, asked);
  return await prune(database.connection, plan, { actor: 'test', seconds: 60, failures: [], ...terms });
}
