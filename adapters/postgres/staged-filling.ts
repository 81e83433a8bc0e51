import type pg from 'pg';
import { type ChangeBatch, UPSERT } from '../../domain/change/change.ts';
import type { Column } from '../../domain/columns/column.ts';
import { constantColumn, rowNumberColumn } from './copy/columns.ts';
import { openCopy } from './copy-stream.ts';
import type { Filling } from './filling.ts';
import { quoted } from './identifiers.ts';
import { needsExclusiveLock } from './lock-mode.ts';
import { type ChangeSet, mergeSet } from './merge.ts';
import { type ChangeShape, shapeColumns } from './sql/changes.ts';
import { lockTarget } from './sql/lock-target.ts';
import { targetGuards } from './sql/target-guards.ts';
import type { Transaction } from './transaction.ts';

const STAGE = 'pg_temp.dms_stage';
/** For the sort of a large set; one of 1,000,000 rows spills to disk all the same. */
const WORK_MEMORY = '64MB';

/**
 * Rows go to a temporary table, which ends with the transaction, and are merged from there. The target is locked after the
 * last row, so that others are kept waiting by the merge alone.
 */
export async function fillStage(transaction: Transaction): Promise<Filling> {
  const { client, intent } = transaction;
  const shape: ChangeShape = { table: intent.table, columns: intent.columns, hasOldKey: intent.hasOldKey };
  const columns = shapeColumns(shape);
  const declarations = columns.map(column => `${quoted(column.name)} ${column.declaration}`);
  await client.query(`set local work_mem = '${WORK_MEMORY}';
create temporary table dms_stage (${declarations.join(', ')}) on commit drop`);
  const types = columns.map(column => column.sql);
  let hasDeletes = false;
  return {
    columnNames: columns.map(column => column.name),
    copy: await openCopy(client, { into: STAGE, types }),
    columnsOf(batch) {
      hasDeletes ||= needsExclusiveLock(intent, batch);
      return shapedColumns(shape, batch);
    },
    settle: async rowCount =>
      await mergeSet(transaction, {
        shape,
        source: STAGE,
        values: [],
        rowCount,
        ...(await lockedGuards(client, shape, hasDeletes)),
      }),
  };
}

async function lockedGuards(
  client: pg.Client,
  { table }: ChangeShape,
  hasDeletes: boolean,
): Promise<Pick<ChangeSet, 'hasDeletes' | 'guards'>> {
  await client.query(lockTarget(table, hasDeletes ? 'exclusive' : 'shared'));
  const { rows } = await client.query<{ tombstones: boolean; floor: boolean }>(targetGuards(table));
  const [found] = rows;
  return {
    hasDeletes,
    guards: { tombstones: hasDeletes || found?.tombstones !== false, floor: found?.floor !== false },
  };
}

/** A batch as the columns that the shape has, in its order. */
export function shapedColumns(shape: ChangeShape, batch: ChangeBatch): readonly Column[] {
  return [
    rowNumberColumn(batch.firstRow, batch.rowCount),
    batch.effects === undefined ? constantColumn(UPSERT, batch.rowCount) : { values: batch.effects },
    ...batch.columns,
    ...(shape.hasOldKey ? (batch.oldKey ?? shape.table.key.map(() => constantColumn(null, batch.rowCount))) : []),
  ];
}
