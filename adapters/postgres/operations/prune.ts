import type pg from 'pg';
import { isAppendOnly, targetName } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { lockTarget } from '../sql/lock-target.ts';
import { deleteObjects, deleteOld, type IdRow, type LineKind, nextFailures, nextObjects } from '../sql/prune-rows.ts';
import { purgePages, tombstonePages } from '../sql/purge-tombstones.ts';
import { raiseFloor } from '../sql/raise-floor.ts';
import { recordAction } from '../sql/record-action.ts';
import { actionLogOf } from './action-log.ts';
import { operate } from './operate.ts';
import { linesOf, type PruneCounts, type PrunePlan, scopeOf, type TargetPlan } from './prune-plan.ts';

/** What was forgotten. */
export interface Pruned extends PruneCounts {
  readonly tombstones: number;
  readonly failures: number;
  /** Lines that went by their own age. */
  readonly old: Readonly<Record<LineKind, number>>;
}

export interface PruneTerms {
  readonly actor: string;
  /** Time for a transaction. */
  readonly seconds: number;
  /** Folders whose old failures go, too. */
  readonly failures: PrunePlan['failures'];
  /** Is told how many objects and lines are gone. */
  onProgress?(done: number): void;
}

interface Work {
  readonly connection: Connection;
  readonly plan: PrunePlan;
  readonly terms: PruneTerms;
  done: number;
}

/**
 * Forgets what was planned: first the floors, each under its target's lock, then the ledger, in transactions of a batch each. Broken
 * off at whatever place, it leaves nothing that could be applied twice, and may be repeated.
 * @throws LoaderError of the database
 */
export async function prune(connection: Connection, plan: PrunePlan, terms: PruneTerms): Promise<Pruned> {
  const work: Work = { connection, plan, terms, done: 0 };
  const { cutoff } = plan.asked;
  const audit = await actionLogOf(connection).begin({
    action: 'prune',
    actor: terms.actor,
    detail: { before: cutoff, targets: plan.targets.map(({ table }) => targetName(table)) },
  });
  for (const target of plan.targets) {
    await raise(work, target);
  }
  const scope = scopeOf(plan.asked, table => plan.targets.find(one => one.table === table)?.floor);
  const gone = await inBatches(work, behind => nextObjects(scope, behind));
  const { failures: folders } = terms;
  const failures = folders.length === 0 ? NONE : await inBatches(work, id => nextFailures({ cutoff, folders }, id));
  const pruned = {
    ...gone,
    failures: failures.objects,
    attempts: gone.attempts + failures.attempts,
    old: { attempts: await pruneLines(work, 'attempts'), released: await pruneLines(work, 'released') },
    tombstones: await purge(work),
  };
  await audit.end(pruned);
  return pruned;
}

const NONE: PruneCounts = { objects: 0, loads: 0, attempts: 0, released: 0 };

/** Whoever loads the target afterwards sees the floor. */
async function raise({ connection, plan, terms }: Work, { table, floor, objects }: TargetPlan): Promise<void> {
  if (floor === undefined) {
    return;
  }
  const detail = { before: plan.asked.cutoff, floor, objects };
  await operate(connection, terms.seconds, async client => {
    await client.query(lockTarget(table, 'exclusive'));
    await client.query(raiseFloor(table, floor, 'prune'));
    await client.query(recordAction({ action: 'prune', table, actor: terms.actor, detail }));
  });
}

async function inBatches(work: Work, next: (behind: string) => pg.QueryConfig): Promise<PruneCounts> {
  let sum = NONE;
  for (let behind: string | undefined = '0'; behind !== undefined; ) {
    const { last, counts } = await objectBatch(work, next(behind));
    behind = last;
    sum = {
      objects: sum.objects + counts.objects,
      loads: sum.loads + counts.loads,
      attempts: sum.attempts + counts.attempts,
      released: sum.released + counts.released,
    };
    progress(work, counts.objects);
  }
  return sum;
}

function objectBatch({ connection, terms }: Work, next: pg.QueryConfig) {
  return operate(connection, terms.seconds, async client => {
    const { rows } = await client.query<IdRow>(next);
    const ids = rows.map(({ id }) => id);
    const last = ids.at(-1);
    const counts: number[] = [];
    for (const statement of last === undefined ? [] : deleteObjects(ids)) {
      counts.push((await client.query(statement)).rowCount ?? 0);
    }
    const [released = 0, attempts = 0, , loads = 0, objects = 0] = counts;
    return { last, counts: { objects, loads, attempts, released } };
  });
}

async function pruneLines(work: Work, kind: LineKind): Promise<number> {
  const { connection, plan, terms } = work;
  const lines = linesOf(plan.asked, kind);
  let count = 0;
  for (let behind = lines && '0'; lines !== undefined && behind !== undefined; ) {
    const statement = deleteOld(kind, lines, behind);
    const { rows } = await operate(connection, terms.seconds, client => client.query<IdRow>(statement));
    behind = rows.at(-1)?.id;
    count += rows.length;
    progress(work, rows.length);
  }
  return count;
}

function progress(work: Work, count: number): void {
  work.done += count;
  work.terms.onProgress?.(work.done);
}

async function purge({ connection, plan, terms }: Work): Promise<number> {
  let count = 0;
  for (const { table, floor } of plan.targets) {
    if (floor === undefined || isAppendOnly(table)) {
      continue;
    }
    for (const { page } of await connection.ask<{ page: string }>(tombstonePages(table))) {
      const purged = await operate(connection, terms.seconds, client =>
        client.query(purgePages(table, floor, Number(page))),
      );
      count += purged.rowCount ?? 0;
    }
  }
  return count;
}
