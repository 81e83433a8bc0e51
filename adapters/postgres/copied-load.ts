import type { ChangeBatch } from '../../domain/change/change.ts';
import type { Committed, Load, LoadIntent, Refused } from '../../domain/ports.ts';
import { commitLoad } from './commit.ts';
import type { Connection } from './connection.ts';
import { fillDirectly } from './direct-filling.ts';
import { databaseError } from './errors.ts';
import type { Filling, FillingContext } from './filling.ts';
import { fillStage } from './staged-filling.ts';
import { beginClaimed, refusalOf, rollBack } from './transaction.ts';

interface Running extends FillingContext {
  readonly connection: Connection;
  readonly filling: Filling;
  isOver: boolean;
}

/** A load of many rows: they go to the server by COPY as they come, in the transaction that claims the object. */
export async function copiedLoad(connection: Connection, intent: LoadIntent): Promise<Load | Refused> {
  const claim = await beginClaimed(connection, intent);
  if ('kind' in claim) {
    return claim;
  }
  const context = { client: await connection.client(), intent, claim };
  try {
    const direct = intent.expectsDistinctKeys ? await fillDirectly(context) : undefined;
    const filling = direct ?? (await fillStage(context));
    const run: Running = { ...context, connection, filling, isOver: false };
    return { add: batch => add(run, batch), commit: () => commit(run), abandon: () => abandon(run) };
  } catch (error) {
    await rollBack(connection, context.client);
    throw databaseError(error);
  }
}

async function add(run: Running, batch: ChangeBatch): Promise<void> {
  try {
    await run.filling.copy.add(run.filling.columnsOf(batch), batch.rowCount);
  } catch (error) {
    await abandon(run);
    throw databaseError(error);
  }
}

async function commit(run: Running): Promise<Committed> {
  try {
    const rowCount = await run.filling.copy.finish();
    const committed = await commitLoad(run, await run.filling.settle(rowCount));
    run.isOver = true;
    return committed;
  } catch (error) {
    await abandon(run);
    return await refusalOf(run.connection, run.intent, error);
  }
}

async function abandon(run: Running): Promise<void> {
  if (!run.isOver) {
    run.isOver = true;
    await run.filling.copy.fail();
    await rollBack(run.connection, run.client);
  }
}
