import type pg from 'pg';
import type { ChangeBatch } from '../../domain/change/change.ts';
import type { ObjectIntent, TableIntent } from '../../domain/ports/intent.ts';
import type { QuarantinedRow } from '../../domain/ports/set-aside.ts';
import { mergeSound } from './bad-rows.ts';
import { tableLoadAgain } from './load-again.ts';
import { parameterSet } from './parameters.ts';
import { addRehearsed } from './rehearsal.ts';
import { countAside, setRowsAside } from './set-aside.ts';
import type { LoadedTable } from './sql/mark-loaded.ts';
import { makeStage, type Stage } from './staged-filling.ts';
import type { Transaction } from './transaction.ts';

/** What of a load over several tables goes to one of them. */
export interface TablePart {
  /** The load's, seen as that of a load of this table alone. */
  readonly transaction: Transaction;
  /** Batches that were not sent yet. */
  readonly held: ChangeBatch[];
  /** Rows that are kept apart. */
  readonly aside: QuarantinedRow[];
  /** Undefined while nothing was sent. */
  stage: Stage | undefined;
  /** Rows that were sent. */
  rowCount: number;
}

export async function newPart(transaction: Transaction<ObjectIntent>, intent: TableIntent): Promise<TablePart> {
  await addRehearsed(transaction.client, intent);
  const { claim, client } = transaction;
  const tableLoadId =
    claim.isReopened === true ? await tableLoadAgain(transaction, intent.table) : await newTableLoad(client);
  return {
    transaction: {
      ...transaction,
      intent: { ...transaction.intent, ...intent },
      claim: { ...claim, tableLoadId },
    },
    held: [],
    aside: [],
    stage: undefined,
    rowCount: 0,
  };
}

async function newTableLoad(client: pg.Client): Promise<bigint> {
  const text = "select nextval('dms_loader.table_load_table_load_id_seq') as id";
  const { rows } = await client.query<{ id: string }>(text);
  return BigInt(rows[0]?.id ?? '');
}

/** The temporary table of a part: made when the first row is sent, while no COPY is open. */
export async function stageOf(part: TablePart): Promise<Stage> {
  part.stage ??= await makeStage(part.transaction, nameOf(part.transaction));
  return part.stage;
}

/** Of its own, until it is merged; the number is unique in the ledger. */
function nameOf({ claim }: Transaction): string {
  return `dms_stage_${claim.tableLoadId}`;
}

/** What became of a part, and what people should know of it. */
export interface MergedPart extends LoadedTable {
  readonly notes: readonly string[];
}

/**
 * Brings the rows of a part to their target, whose lock is held, and says where each went. `later`: other parts follow, and
 * what deferrable constraints say is asked for after the last.
 */
export async function mergePart(part: TablePart, deferred?: 'later'): Promise<MergedPart> {
  const { transaction, aside } = part;
  const { counts, notes } = await mergeSent(part, deferred);
  await setRowsAside(transaction, aside);
  const { table } = transaction.intent;
  return { table, tableLoadId: transaction.claim.tableLoadId, counts: countAside(counts, aside.length), notes };
}

/** The name `dms_stage`, by which a mapping's own SQL and the search for bad rows know a stage, each part has in its turn. */
async function mergeSent(
  { transaction, stage, held, rowCount }: TablePart,
  deferred: 'later' | undefined,
): Promise<Pick<MergedPart, 'counts' | 'notes'>> {
  if (stage === undefined) {
    const set = parameterSet(transaction.intent, held);
    return { counts: await mergeSound(transaction, set, deferred), notes: set.notes };
  }
  await transaction.client.query(`drop table if exists pg_temp.dms_stage;
alter table pg_temp.${nameOf(transaction)} rename to dms_stage`);
  const counts = await stage.settle(rowCount, deferred);
  return { counts, notes: stage.notes?.() ?? [] };
}
