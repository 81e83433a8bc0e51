import type { ChangeBatch } from '../../domain/change/change.ts';
import type { ObjectIntent, TableIntent } from '../../domain/ports.ts';
import { mergeSet } from './merge.ts';
import { parameterSet } from './parameters.ts';
import type { LoadedTable } from './sql/mark-loaded.ts';
import { makeStage, type Stage } from './staged-filling.ts';
import type { Transaction } from './transaction.ts';

/** What of a load over several tables goes to one of them. */
export interface TablePart {
  /** The load's, seen as that of a load of this table alone. */
  readonly transaction: Transaction;
  /** Batches that were not sent yet. */
  readonly held: ChangeBatch[];
  /** Undefined while nothing was sent. */
  stage: Stage | undefined;
  /** Rows that were sent. */
  rowCount: number;
}

export async function newPart(transaction: Transaction<ObjectIntent>, intent: TableIntent): Promise<TablePart> {
  const { rows } = await transaction.client.query<{ id: string }>(
    "select nextval('dms_loader.table_load_table_load_id_seq') as id",
  );
  return {
    transaction: {
      ...transaction,
      intent: { ...transaction.intent, ...intent },
      claim: { ...transaction.claim, tableLoadId: BigInt(rows[0]?.id ?? '') },
    },
    held: [],
    stage: undefined,
    rowCount: 0,
  };
}

/** The temporary table of a part: made when the first row is sent, while no COPY is open. */
export async function stageOf(part: TablePart): Promise<Stage> {
  part.stage ??= await makeStage(part.transaction, nameOf(part));
  return part.stage;
}

/** Of its own, until it is merged; the number is unique in the ledger. */
function nameOf({ transaction }: TablePart): string {
  return `dms_stage_${transaction.claim.tableLoadId}`;
}

/** Brings the rows of a part to their target, whose lock is held, and says where each went, and what people should know. */
export async function mergePart(part: TablePart): Promise<LoadedTable & { readonly notes: readonly string[] }> {
  const { transaction, stage, held, rowCount } = part;
  const { table } = transaction.intent;
  const { tableLoadId } = transaction.claim;
  if (stage === undefined) {
    const set = parameterSet(transaction.intent, held);
    return { table, tableLoadId, counts: await mergeSet(transaction, set), notes: set.notes };
  }
  // A mapping's own SQL knows the stage by one name, which each has in its turn.
  await transaction.client.query(`alter table pg_temp.${nameOf(part)} rename to dms_stage`);
  const counts = await stage.settle(rowCount);
  await transaction.client.query('drop table pg_temp.dms_stage');
  return { table, tableLoadId, counts, notes: stage.notes?.() ?? [] };
}
