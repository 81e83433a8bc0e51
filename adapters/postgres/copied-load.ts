import type { ChangeBatch, RowCounts } from '../../domain/change/change.ts';
import type { LoadIntent } from '../../domain/ports/intent.ts';
import type { Committed, Load, Refused } from '../../domain/ports/load.ts';
import type { Progress } from '../../domain/ports/partial.ts';
import type { QuarantinedRow } from '../../domain/ports/set-aside.ts';
import { isRun } from './claiming.ts';
import { commitLoad } from './commit.ts';
import type { Connection } from './connection.ts';
import { CellError } from './copy/cell-error.ts';
import { fillDirectly } from './direct-filling.ts';
import type { Filling } from './filling.ts';
import { commitRun } from './partial/commit-run.ts';
import { placedCellError } from './placed-cell-error.ts';
import { addRehearsed } from './rehearsal.ts';
import { countAside, setRowsAside } from './set-aside.ts';
import type { RunLoadIntent } from './sql/claim-run.ts';
import { fillStage } from './staged-filling.ts';
import { beginClaimed, failTransaction, rollBack, type Transaction, transactionError } from './transaction.ts';

interface Running {
  readonly transaction: Transaction;
  readonly filling: Filling;
  /** Rows that are kept apart. */
  readonly aside: QuarantinedRow[];
  isOver: boolean;
}

/** A load of many rows: they go to the server by COPY as they come, in the transaction that claims the object. */
export async function copiedLoad(connection: Connection, intent: LoadIntent): Promise<Load | Refused> {
  const transaction = await beginClaimed(connection, intent);
  if ('kind' in transaction) {
    return transaction;
  }
  try {
    await addRehearsed(transaction.client, intent);
    const direct = intent.expectsDistinctKeys ? await fillDirectly(transaction) : undefined;
    const filling = direct ?? (await fillStage(transaction));
    const run: Running = { transaction, filling, aside: [], isOver: false };
    return {
      add: batch => add(run, batch),
      quarantine: rows => void run.aside.push(...rows),
      commit: progress => commit(run, progress),
      abandon: () => abandon(run),
    };
  } catch (error) {
    return await failTransaction(transaction, error);
  }
}

async function add(run: Running, batch: ChangeBatch): Promise<void> {
  try {
    await run.filling.copy.add(run.filling.columnsOf(batch), batch.rowCount);
  } catch (error) {
    throw error instanceof CellError
      ? placedCellError(error, { ...run, columnNames: run.filling.columnNames, batch })
      : transactionError(run.transaction, error);
  }
}

async function commit(run: Running, progress: Progress | undefined): Promise<Committed> {
  const { transaction, filling, aside } = run;
  try {
    const rowCount = await filling.copy.finish();
    const counts = countAside(await filling.settle(rowCount), aside.length);
    await setRowsAside(transaction, aside);
    const committed = await commitCounted(run, counts, progress);
    run.isOver = true;
    return committed;
  } catch (error) {
    run.isOver = true;
    await filling.copy.fail();
    return await failTransaction(transaction, error);
  }
}

async function commitCounted(
  { transaction, filling }: Running,
  counts: RowCounts,
  progress: Progress | undefined,
): Promise<Committed> {
  if (!isOfRun(transaction)) {
    return await commitLoad(transaction, counts, filling.notes?.());
  }
  if (progress === undefined) {
    throw new RangeError('a run is committed with how far it came');
  }
  return await commitRun(transaction, { counts, progress, filling });
}

function isOfRun(transaction: Transaction): transaction is Transaction<RunLoadIntent> {
  return isRun(transaction.intent);
}

/** A load that nobody commits ends here, after whatever error. */
async function abandon(run: Running): Promise<void> {
  if (!run.isOver) {
    run.isOver = true;
    await run.filling.copy.fail();
    await rollBack(run.transaction);
  }
}
