import type pg from 'pg';
import { type ChangeBatch, type RowCounts, UPSERT } from '../../domain/change/change.ts';
import type { Column, SqlType } from '../../domain/columns/column.ts';
import { isAppendOnly } from '../../domain/table/table.ts';
import { mergeSound } from './bad-rows.ts';
import { constantColumn, rowNumberColumn } from './copy/columns.ts';
import { openCopy } from './copy-stream.ts';
import type { Filling } from './filling.ts';
import { quoted } from './identifiers.ts';
import type { ChangeSet } from './merge.ts';
import { betweenOwnSql } from './own-sql.ts';
import { lockModeIn } from './rehearsal.ts';
import { changesAsSeen, seeChanges } from './seen-changes.ts';
import { type ChangeShape, shapeColumns, shapeOf } from './sql/changes.ts';
import { lockTarget } from './sql/lock-target.ts';
import { targetGuards } from './sql/target-guards.ts';
import { STAGE, stageDdl, withDerived } from './stage-ddl.ts';
import type { Transaction } from './transaction.ts';

const QUALIFIED_STAGE = `pg_temp.${STAGE}`;
/**
 * For the sort of a run: 250,000 rows of 240 bytes take 76 MB in memory; with 64 MB, 69 MB of them went over disk (EXPLAIN). A
 * table that is atomic has larger sets, which do so all the same.
 */
const WORK_MEMORY = '128MB';

/** A temporary table for the rows of a load. */
export interface Stage extends Omit<Filling, 'copy'> {
  /** `later`: other tables follow that deferrable constraints are to see too. */
  settle(rowCount: number, deferred?: 'later'): Promise<RowCounts>;
  /** For `openCopy`. */
  readonly into: string;
  readonly types: readonly SqlType[];
}

/**
 * Rows go to a temporary table, which ends with the transaction, and are merged from there. The target is locked after the
 * last row, so that others are kept waiting by the merge alone.
 */
export async function fillStage(transaction: Transaction): Promise<Filling> {
  const stage = await makeStage(transaction);
  return { ...stage, copy: await openCopy(transaction.client, stage) };
}

/** A stage under another name is to be renamed before its rows are brought to the target. */
export async function makeStage(transaction: Transaction, name = STAGE): Promise<Stage> {
  const { client, intent } = transaction;
  const shape = runShape(transaction);
  const columns = shapeColumns(shape);
  await client.query(`set local work_mem = '${WORK_MEMORY}';\n${stageDdl(shape, name)}`);
  const types = columns.map(column => column.sql);
  const seen = seeChanges(intent, intent.run);
  return {
    columnNames: columns.map(column => column.name),
    into: `pg_temp.${name} (${columns.map(column => quoted(column.name)).join(', ')})`,
    types,
    columnsOf(batch) {
      seen.see(batch);
      return shapedColumns(shape, batch);
    },
    async settle(rowCount, deferred) {
      seen.refuseSplit();
      const changes = changesAsSeen(withDerived(shape), QUALIFIED_STAGE, seen);
      const lockMode = lockModeIn(intent, changes.lockMode);
      const set = await lockedSet(client, { ...changes, lockMode }, rowCount);
      return await betweenOwnSql(client, { ...set, deferred }, hasDeletes =>
        mergeSound(transaction, hasDeletes ? withDeletes(set) : set, deferred),
      );
    },
    notes: seen.notes,
    lastSequence: seen.lastSequence,
  };
}

/** A run knows which rows it has, and which of its load may be there from before that started over. */
function runShape({ intent, claim }: Transaction): ChangeShape {
  const shape = shapeOf(intent);
  if (intent.run === undefined) {
    return shape;
  }
  const { fromRow, restarts } = intent.run;
  const leftovers = restarts === 0 ? undefined : { fromRow, beforeRow: claim.slice?.beforeRow };
  return { ...shape, fromRow, leftovers };
}

async function lockedSet(
  client: pg.Client,
  changes: Omit<ChangeSet, 'values' | 'rowCount' | 'guards'>,
  rowCount: number,
): Promise<ChangeSet> {
  const { table } = changes.shape;
  await client.query(lockTarget(table, changes.lockMode));
  const { rows } = await client.query<{ tombstones: boolean; floor: boolean }>(targetGuards(table));
  const [found] = rows;
  const tombstones = changes.hasDeletes || found?.tombstones !== false;
  return { ...changes, values: [], rowCount, guards: { tombstones, floor: found?.floor !== false } };
}

/** A mapping's own SQL may have turned rows into deletes, under the exclusive lock. Without a key nothing is deleted. */
function withDeletes(set: ChangeSet): ChangeSet {
  return isAppendOnly(set.shape.table)
    ? set
    : { ...set, hasDeletes: true, guards: { ...set.guards, tombstones: true } };
}

/** A batch as the columns that the shape has, in its order. */
export function shapedColumns(shape: ChangeShape, batch: ChangeBatch): readonly Column[] {
  return [
    rowNumberColumn(batch),
    batch.effects === undefined ? constantColumn(UPSERT, batch.rowCount) : { values: batch.effects },
    ...batch.columns,
    ...(shape.hasOldKey ? (batch.oldKey ?? shape.table.key.map(() => constantColumn(null, batch.rowCount))) : []),
    ...(shape.mayKeep ? [batch.kept ?? constantColumn(null, batch.rowCount)] : []),
    ...(shape.hasWrittenAt ? [batch.writtenAt ?? constantColumn(batch.writtenAtMicros, batch.rowCount)] : []),
    ...(shape.hasChangeSequence ? [batch.changeSequence ?? constantColumn(null, batch.rowCount)] : []),
    ...(isAppendOnly(shape.table) ? [batch.op ?? constantColumn('I', batch.rowCount)] : []),
  ];
}
