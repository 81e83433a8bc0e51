import type pg from 'pg';
import type { ChangeBatch } from '../../domain/change/change.ts';
import type { Committed, Load, LoadIntent, Refused } from '../../domain/ports.ts';
import { commitLoad } from './commit.ts';
import type { Connection } from './connection.ts';
import { databaseError } from './errors.ts';
import { type ChangeSet, mergeSet, needsExclusiveLock } from './merge.ts';
import type { ChangeShape } from './sql/changes.ts';
import { lockTarget } from './sql/lock-target.ts';
import { targetGuards } from './sql/target-guards.ts';
import { openStaging, STAGE, type Staging } from './staging.ts';
import { beginClaimed, type Claim, refusalOf, rollBack } from './transaction.ts';

/** For the sort of a large set; one of 1,000,000 rows spills to disk all the same. */
const WORK_MEMORY = '64MB';

interface Running {
  readonly connection: Connection;
  readonly client: pg.Client;
  readonly intent: LoadIntent;
  readonly claim: Claim;
  readonly shape: ChangeShape;
  readonly staging: Staging;
  hasDeletes: boolean;
  isOver: boolean;
}

/**
 * A load of many rows: they go to a temporary table as they come and are merged from there. The target is locked after
 * the last row, so that others are kept waiting by the merge alone.
 */
export async function stagedLoad(connection: Connection, intent: LoadIntent): Promise<Load | Refused> {
  const claim = await beginClaimed(connection, intent);
  if ('kind' in claim) {
    return claim;
  }
  const client = await connection.client();
  const shape: ChangeShape = { table: intent.table, columns: intent.columns, hasOldKey: intent.hasOldKey };
  try {
    await client.query(`set local work_mem = '${WORK_MEMORY}'`);
    const staging = await openStaging(client, shape);
    const run: Running = { connection, client, intent, claim, shape, staging, hasDeletes: false, isOver: false };
    return { add: batch => add(run, batch), commit: () => commit(run), abandon: () => abandon(run) };
  } catch (error) {
    await rollBack(connection, client);
    throw databaseError(error);
  }
}

async function add(run: Running, batch: ChangeBatch): Promise<void> {
  run.hasDeletes ||= needsExclusiveLock(batch);
  try {
    await run.staging.add(batch);
  } catch (error) {
    await abandon(run);
    throw databaseError(error);
  }
}

async function commit(run: Running): Promise<Committed> {
  try {
    const rowCount = await run.staging.finish();
    const counts = await mergeSet(run, await lockedSet(run, rowCount));
    const committed = await commitLoad(run, counts);
    run.isOver = true;
    return committed;
  } catch (error) {
    await abandon(run);
    return await refusalOf(run.connection, run.intent, error);
  }
}

async function lockedSet({ client, shape, hasDeletes }: Running, rowCount: number): Promise<ChangeSet> {
  await client.query(lockTarget(shape.table, hasDeletes ? 'exclusive' : 'shared'));
  const { rows } = await client.query<{ tombstones: boolean; floor: boolean }>(targetGuards(shape.table));
  const [found] = rows;
  const guards = { tombstones: hasDeletes || found?.tombstones !== false, floor: found?.floor !== false };
  return { shape, source: STAGE, values: [], rowCount, hasDeletes, guards };
}

async function abandon(run: Running): Promise<void> {
  if (!run.isOver) {
    run.isOver = true;
    await run.staging.fail();
    await rollBack(run.connection, run.client);
  }
}
