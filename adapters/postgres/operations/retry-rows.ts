import type pg from 'pg';
import type { RowCounts } from '../../../domain/change/change.ts';
import { sumCounts } from '../../../domain/change/sum-counts.ts';
import { LoaderError } from '../../../domain/errors.ts';
import { objectUrl } from '../../../domain/object/identity.ts';
import type { SetAside } from '../../../domain/ports/set-aside.ts';
import type { Retried, RetriedRows, Retry, SetAsideRow } from '../../../domain/quarantine/quarantine.ts';
import type { Connection } from '../connection.ts';
import { addRehearsed } from '../rehearsal.ts';
import { lockTarget } from '../sql/lock-target.ts';
import { type FaultsRow, type SetAsideRowRow, setAsideRows, stillBad } from '../sql/quarantined.ts';
import { recordAction } from '../sql/record-action.ts';
import { moveCounts, releaseRows } from '../sql/release-rows.ts';
import { storeRows } from '../sql/store-rows.ts';
import { fillStage } from '../staged-filling.ts';
import type { Transaction } from '../transaction.ts';
import { operate } from './operate.ts';

const NOTHING = sumCounts([]);

/**
 * Loads the rows of one load that are sound by now, in one transaction and under the target's own lock: the same merge
 * as of a load, with their position and load of then, so that what is newer stays as it is. What an earlier load of their
 * object made of them gives way.
 */
export function retryRows(connection: Connection, retry: Retry): Promise<Retried> {
  return operate(connection, retry.seconds, async client => {
    if (!retry.isRehearsal) {
      return await retryIn(connection, client, retry);
    }
    await client.query('savepoint rehearsal');
    await addRehearsed(client, retry);
    const retried = await retryIn(connection, client, retry);
    await client.query('rollback to savepoint rehearsal');
    return retried;
  });
}

async function retryIn(connection: Connection, client: pg.Client, retry: Retry): Promise<Retried> {
  const { table, load } = retry;
  // In a statement of its own: one sees the world as of its start.
  await client.query(lockTarget(table, 'exclusive'));
  const { rows } = await client.query<SetAsideRowRow>(setAsideRows(load.tableLoadId, retry.where));
  if (rows.length === 0) {
    return { counts: NOTHING, faults: [] };
  }
  const kept = rows.map(row => ({ source: row.source_row, writtenAtMicros: BigInt(row.written_at_micros) }));
  const tried = kept.map(({ source }) => source.row);
  const mapped = retry.map(kept);
  if (mapped.bad.length > 0) {
    await client.query(storeRows(table, load, mapped.bad));
  }
  const released = mapped.sound.length === 0 ? NOTHING : await release(connection, client, { retry, kept, mapped });
  const counts = { ...released, read: rows.length, quarantined: rows.length - placed(released) };
  await client.query(
    recordAction({ action: 'quarantine-retry', table, actor: retry.actor, detail: detailOf(retry, counts) }),
  );
  const { rows: still } = await client.query<FaultsRow>(stillBad(load.tableLoadId, tried));
  return { counts, faults: still.flatMap(({ faults }) => faults) };
}

/** Rows that are set aside no more. */
function placed({ applied, unchanged, superseded }: RowCounts): number {
  return applied + unchanged + superseded;
}

function detailOf({ load, where }: Retry, counts: RowCounts): Readonly<Record<string, unknown>> {
  return { object: objectUrl(load.object), load: String(load.tableLoadId), where, ...counts };
}

interface Release {
  readonly retry: Retry;
  readonly kept: readonly SetAsideRow[];
  readonly mapped: RetriedRows;
}

/** Merges the sound rows, and has the ledger say where each of them went. */
async function release(connection: Connection, client: pg.Client, what: Release): Promise<RowCounts> {
  const { retry, mapped } = what;
  const { table, load } = retry;
  const filling = await fillStage(transactionOf(connection, client, what));
  for (const batch of mapped.sound) {
    await filling.copy.add(filling.columnsOf(batch), batch.rowCount);
  }
  const counts = await filling.settle(await filling.copy.finish());
  const { rows } = await client.query<{ fate: string; rows: string }>(releaseRows(table), [load.tableLoadId]);
  for (const fate of ['applied', 'unchanged', 'superseded'] as const) {
    refuseOtherCount(fate, counts[fate], Number(rows.find(row => row.fate === fate)?.rows ?? 0));
  }
  await client.query(moveCounts(load.tableLoadId, counts));
  return counts;
}

/** The merge counts rows, and the ledger names them: they have to agree. */
function refuseOtherCount(fate: string, merged: number, named: number): void {
  if (merged !== named) {
    throw new LoaderError('COUNTS_DISAGREE', {
      reason: `${merged} rows were ${fate} by the merge, and ${named} by what the table holds`,
      remedy: 'nothing was committed; report this with the rows of dms_loader.quarantined_row',
    });
  }
}

/** As if the load that set the rows aside were still running. */
function transactionOf(connection: Connection, client: pg.Client, { retry, kept, mapped }: Release): Transaction {
  const { load, seconds } = retry;
  const startedAtMs = Date.now();
  return {
    connection,
    client,
    claim: { ...load, isRetried: true },
    watch: { hasStruck: () => false, end: () => undefined },
    intent: {
      ...mapped.intent,
      object: load.object,
      expectsDistinctKeys: false,
      rowCount: undefined,
      hasWrittenAt: true,
      hasChangeSequence: false,
      setAside: setAsideAgain(kept),
      writtenAtMicros: mapped.sound[0]?.writtenAtMicros ?? 0n,
      attempt: { messageId: 'command-line', receiveCount: 1, startedAtMs, deadlineMs: startedAtMs + seconds * 1000 },
    },
  };
}

/** Rows that the database refuses stay where they are. There are no more of them than their file was allowed. */
function setAsideAgain(kept: readonly SetAsideRow[]): SetAside {
  return {
    budgetLeft: () => kept.length,
    sourceRows: rows => Promise.resolve(kept.map(({ source }) => source).filter(({ row }) => rows.includes(row))),
    overBudget: () =>
      new LoaderError('BUDGET_EXCEEDED', { reason: 'more rows are bad than there are', remedy: 'report this' }),
  };
}
