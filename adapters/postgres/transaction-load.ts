import type pg from 'pg';
import { batchBytes } from '../../domain/change/batch-bytes.ts';
import type { ChangeBatch } from '../../domain/change/change.ts';
import type { LoaderError } from '../../domain/errors.ts';
import { SMALL_LOAD_BYTES, SMALL_LOAD_ROWS } from '../../domain/limits.ts';
import type { ObjectIntent, TableIntent } from '../../domain/ports/intent.ts';
import type { Refused, TableLoad, TablesCommitted, TransactionLoad } from '../../domain/ports/load.ts';
import { type Table, targetName } from '../../domain/table/table.ts';
import { commitTables } from './commit.ts';
import type { Connection } from './connection.ts';
import { knowConstraints } from './constraints.ts';
import { CellError } from './copy/cell-error.ts';
import { type CopyStream, openCopy } from './copy-stream.ts';
import { setRefused } from './name-faults.ts';
import { placedCellError } from './placed-cell-error.ts';
import { rowFaultOf, type ServerFault } from './server-fault.ts';
import { lockTarget } from './sql/lock-target.ts';
import { type MergedPart, mergePart, newPart, stageOf, type TablePart } from './table-part.ts';
import { beginClaimed, failTransaction, rollBack, type Transaction, transactionError } from './transaction.ts';

interface Run {
  readonly transaction: Transaction<ObjectIntent>;
  /** In the order in which they were begun. */
  readonly parts: TablePart[];
  /** Of all parts: rows that were not sent yet. */
  heldRows: number;
  heldBytes: number;
  /** The rows are too many to be held: they are copied. */
  isCopying: boolean;
  isOver: boolean;
}

/**
 * A load over several tables, in the one transaction that claims the object. A few rows are held until the commit and are
 * then parameters of statements; of more, each table has its own temporary table. After the last row all targets are
 * locked, in the order of their names, so that two such loads cannot wait for each other; then table after table is merged.
 */
export async function transactionLoad(
  connection: Connection,
  intent: ObjectIntent,
  checkTarget: (table: Table) => Promise<unknown>,
): Promise<TransactionLoad | Refused> {
  const transaction = await beginClaimed(connection, intent);
  if ('kind' in transaction) {
    return transaction;
  }
  const run: Run = {
    transaction,
    parts: [],
    heldRows: 0,
    heldBytes: 0,
    isCopying: false,
    isOver: false,
  };
  return {
    async begin(table) {
      await checkTarget(table.table);
      return await begin(run, table);
    },
    commit: () => commit(run),
    abandon: () => abandon(run),
  };
}

async function begin(run: Run, intent: TableIntent): Promise<TableLoad> {
  try {
    const part = await newPart(run.transaction, intent);
    run.parts.push(part);
    return {
      add: batch => add(run, part, batch),
      quarantine: rows => void part.aside.push(...rows),
    };
  } catch (error) {
    throw transactionError(run.transaction, error);
  }
}

/** Few rows of all tables together are held; of more, all are sent, and those that come. */
async function add(run: Run, part: TablePart, batch: ChangeBatch): Promise<void> {
  part.held.push(batch);
  run.heldRows += batch.rowCount;
  run.heldBytes += run.isCopying ? 0 : batchBytes(batch);
  run.isCopying ||=
    part.transaction.intent.table.sql !== undefined ||
    run.heldRows > SMALL_LOAD_ROWS ||
    run.heldBytes > SMALL_LOAD_BYTES;
  if (run.isCopying) {
    await sendHeld(run);
  }
}

async function sendHeld(run: Run): Promise<void> {
  for (const part of run.parts) {
    for (const batch of part.held.splice(0)) {
      await send(run, part, batch);
    }
  }
}

/** A COPY for each batch: a connection has one at a time, and tables take turns. Between two batches it is free. */
async function send({ transaction }: Run, part: TablePart, batch: ChangeBatch): Promise<void> {
  let copy: CopyStream | undefined;
  try {
    const stage = await stageOf(part);
    copy = await openCopy(transaction.client, stage);
    await copy.add(stage.columnsOf(batch), batch.rowCount);
    part.rowCount += await copy.finish();
  } catch (error) {
    await copy?.fail();
    throw error instanceof CellError
      ? placedCellError(error, { transaction, batch, columnNames: part.stage?.columnNames ?? [] })
      : transactionError(transaction, error);
  }
}

async function commit(run: Run): Promise<TablesCommitted> {
  const { transaction, parts } = run;
  try {
    await lockAll(run);
    const merged = await mergeAll(run);
    const rehearsals = await commitTables(transaction, merged);
    run.isOver = true;
    return {
      kind: 'loaded',
      isReopened: transaction.claim.isReopened,
      tables: merged.map(({ table, counts }, at) => ({ table, counts, rehearsal: rehearsals[at] })),
      notes: merged.flatMap(({ table, notes }) => notes.map(note => `${targetName(table)}: ${note}`)),
    };
  } catch (error) {
    run.isOver = true;
    const tables = parts.map(part => part.transaction.intent.table);
    const fault = rowFaultOf(error);
    if (fault === undefined) {
      return await failTransaction(transaction, error, tables);
    }
    await rollBack(transaction);
    throw await refusedTogether(transaction.client, fault, parts);
  }
}

/** Deferrable constraints see all tables of a file, at the commit: a child may come before its parent. */
async function mergeAll({ parts }: Run): Promise<readonly MergedPart[]> {
  const deferred = parts.length > 1 ? 'later' : undefined;
  const merged: MergedPart[] = [];
  for (const part of parts) {
    merged.push(await mergePart(part, deferred));
  }
  return merged;
}

/** What constraints say of all tables together; of one table, the merge has said it. */
async function refusedTogether(
  client: pg.Client,
  fault: ServerFault,
  parts: readonly TablePart[],
): Promise<LoaderError> {
  const intents = parts.map(part => part.transaction.intent);
  const intent = intents.find(({ table }) => targetName(table) === `${fault.schema}.${fault.table}`) ?? intents[0];
  if (intent === undefined) {
    throw new RangeError('a load without a table has no rows that a constraint could refuse');
  }
  return setRefused(fault, await knowConstraints(client).of(fault), intent);
}

/**
 * Exclusively: of two loads that share the locks of two tables, each could hold rows of one and wait for rows of the other,
 * since tables are merged in the order of the file.
 */
async function lockAll({ transaction, parts }: Run): Promise<void> {
  const tables = parts.map(part => part.transaction.intent.table);
  const locks = tables.toSorted(byTarget).map(table => lockTarget(table, 'exclusive'));
  await transaction.client.query(locks.join(';\n'));
}

function byTarget(one: Table, other: Table): number {
  return targetName(one) < targetName(other) ? -1 : 1;
}

/** A load that nobody commits ends here, after whatever error. */
async function abandon(run: Run): Promise<void> {
  if (!run.isOver) {
    run.isOver = true;
    await rollBack(run.transaction);
  }
}
