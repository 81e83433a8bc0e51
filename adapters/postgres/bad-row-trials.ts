import type pg from 'pg';
import type { RowCounts } from '../../domain/change/change.ts';
import type { Culprit, Trials } from './bad-row-search.ts';
import type { NamedKey } from './constraints.ts';
import { quoted } from './identifiers.ts';
import { type ChangeSet, mergeSet, mergeStatements } from './merge.ts';
import { rowFaultOf, type ServerFault } from './server-fault.ts';
import { askWritten, CHECK_DEFERRED, TO_BEFORE_MERGE } from './sql/guard.ts';
import {
  copiedRow,
  copyOut,
  createSuspects,
  partOf,
  STAGE,
  type SuspectRow,
  suspectRows,
  takeOut,
} from './sql/suspects.ts';
import { CREATE_TRIAL, type TrialRow, trial } from './sql/trial.ts';
import { timestampText } from './timestamp-text.ts';
import type { Transaction } from './transaction.ts';

const SEARCH = 'dms_search';
const TO_SEARCH = `rollback to savepoint ${SEARCH}`;

/** Where a search takes place: a transaction that went back to before its merge. */
export interface Scene {
  readonly transaction: Transaction;
  /** Of a stage, without parameters, once the search has begun. */
  readonly set: ChangeSet;
  readonly hasDeferrable: boolean;
  /** What `askWritten` answered before the merge, and once the search has begun, the rows that the merge had written. */
  readonly written: number;
  /** Known once the search has begun. */
  readonly isLinked: boolean;
}

/**
 * Changes that lean on one another: one that keeps columns, moves a row to another key, or begins a row anew means what it
 * means behind those before it.
 */
async function areLinked(client: pg.Client, set: ChangeSet): Promise<boolean> {
  const { kept, hasDeletes, shape } = set;
  return kept.length > 0 || (hasDeletes && (shape.hasOldKey || (await mergeStatements(client, set)).fold.length > 0));
}

/** Merges the whole set, and lets deferrable constraints speak. */
export async function mergeChecked({ transaction, set, hasDeferrable }: Scene): Promise<RowCounts> {
  const counts = await mergeSet(transaction, set);
  if (hasDeferrable) {
    await transaction.client.query(CHECK_DEFERRED);
  }
  return counts;
}

/** Undoes a merge that failed, and makes what a search needs. A set that was sent as parameters is staged for it. */
export async function beginSearch(failed: Scene): Promise<Scene> {
  const { transaction, set } = failed;
  const { client, intent, claim } = transaction;
  const answers = await client.query(`${TO_BEFORE_MERGE};\n${askWritten(intent.table)}`);
  const written = Number((answers as unknown as pg.QueryResult[])[1]?.rows[0]?.written) - failed.written;
  if (set.values.length > 0) {
    const values = [timestampText(intent.writtenAtMicros), claim.tableLoadId, ...set.values];
    const text = `create temporary table dms_stage on commit drop as
select * from ${set.source} where ($1::timestamptz, $2::bigint) is not null`;
    await client.query({ text, values });
  }
  await client.query(`${CREATE_TRIAL};
create unique index on ${STAGE} (_dms_row);
savepoint ${SEARCH}`);
  const staged = { ...set, ...(set.values.length > 0 ? { source: STAGE, values: [] } : {}), isSearched: true };
  return { ...failed, set: staged, written, isLinked: await areLinked(client, staged) };
}

/** A set that was staged for the search leaves no stage behind: another one of the transaction may need its name. */
export async function endSearch({ transaction, set }: Scene): Promise<void> {
  if (set.values.length > 0) {
    await transaction.client.query(`drop table ${STAGE}`);
  }
}

/** The trials of a set, once all was undone, without rows that are known to be bad, by their numbers in the file. */
export async function beginTrials(scene: Scene, bad: readonly number[], isOpen: Trials['isOpen']): Promise<Trials> {
  const { transaction, set } = scene;
  const message = [...takeOut(set, bad), ...createSuspects(set, scene.isLinked)].join(';\n');
  const results = (await transaction.client.query(message)) as unknown as pg.QueryResult[];
  const without: number[] = [];
  return {
    count: results.at(-2)?.rowCount ?? 0,
    apply: (first, last) => tryPart(scene, partOf(set, { first, last, without })),
    tryAlone: ordinal => tryPart(scene, partOf(set, { first: ordinal, last: ordinal, without }), false),
    leaveOut: ordinal => void without.push(ordinal),
    isOpen,
  };
}

/** Applies a part of the set, and keeps what that did; a part with a fault leaves nothing. */
async function tryPart(scene: Scene, source: string, keeps = true): Promise<ServerFault | undefined> {
  const { transaction, set, hasDeferrable } = scene;
  const { client, intent, claim } = transaction;
  const query = trial({
    statements: await statementsOf(transaction, { ...set, source }),
    writtenAt: timestampText(intent.writtenAtMicros),
    tableLoadId: claim.tableLoadId,
    checksDeferred: hasDeferrable,
    keeps,
  });
  const { rows } = await client.query<TrialRow>(query);
  return rows[0]?.fault ?? undefined;
}

/** What a merge of a set runs, but for the counting. */
async function statementsOf({ client }: Transaction, set: ChangeSet): Promise<readonly string[]> {
  const { fold, deletes, upserts } = await mergeStatements(client, set);
  return [...fold.map(({ text }) => text), ...(deletes === undefined ? [] : [deletes]), upserts];
}

/** A row of the file that the database refused, and what for. */
export interface NamedCulprit extends Culprit {
  readonly row: number;
  /** No later change of the set beats it. */
  readonly isLast: boolean;
  /** Texts of the columns asked for. */
  readonly cells: SuspectRow['cells'];
  /** Microseconds since 1970, where the rows of the set say themselves when they were written. */
  readonly writtenAtMicros: bigint | undefined;
}

/** Asked while the trials last, for its key and some columns; of those, the file may lack some. */
export async function nameCulprit(
  { transaction, set }: Scene,
  { ordinal, fault }: Culprit,
  columns: readonly string[],
): Promise<NamedCulprit> {
  const [found] = await ask(transaction, suspectRows(set, shownColumns(set, columns), `u.ordinal = ${ordinal}`));
  if (found === undefined) {
    throw new RangeError(`there is no row ${ordinal} to try`);
  }
  return named(found, fault);
}

/** The changes of the set in which some columns have the values of a key, as PostgreSQL shows them; in the order of the file. */
export async function findByValues(
  { transaction, set }: Scene,
  fault: ServerFault,
  { columns, values }: NamedKey,
): Promise<readonly NamedCulprit[]> {
  const shown = shownColumns(set, columns);
  if (!columns.every(name => shown.includes(name))) {
    return [];
  }
  const cells = columns.map(name => `i.${quoted(name)}::text`);
  const where = `u.is_last and concat_ws(', ', ${cells.join(', ')}) = $1`;
  return (await ask(transaction, suspectRows(set, shown, where), [values])).map(found => named(found, fault));
}

async function ask({ client }: Transaction, text: string, values: unknown[] = []): Promise<readonly SuspectRow[]> {
  return (await client.query<SuspectRow>({ text, values })).rows;
}

function named({ ordinal, row, is_last: isLast, cells, micros }: SuspectRow, fault: ServerFault): NamedCulprit {
  const writtenAtMicros = micros === null ? undefined : BigInt(micros);
  return { ordinal: Number(ordinal), row: Number(row), isLast, cells, writtenAtMicros, fault };
}

function shownColumns({ shape }: ChangeSet, columns: readonly string[]): readonly string[] {
  return [...new Set([...columns, ...shape.table.key])].filter(name =>
    shape.columns.some(column => column.name === name),
  );
}

/**
 * Goes back to before the trials, and merges the set without some rows, of which some may be tried again. A fault leaves
 * nothing.
 */
export async function mergeWithout(
  scene: Scene,
  bad: readonly number[],
  mayReturn: readonly number[],
): Promise<RowCounts | ServerFault> {
  const { transaction, set } = scene;
  const message = [TO_SEARCH, ...copyOut(set, mayReturn, copyName(transaction)), ...takeOut(set, bad)];
  await transaction.client.query(message.join(';\n'));
  try {
    return await mergeChecked({ ...scene, set: { ...set, rowCount: set.rowCount - bad.length } });
  } catch (error) {
    const fault = rowFaultOf(error);
    if (fault === undefined) {
      throw error;
    }
    await transaction.client.query(TO_SEARCH);
    return fault;
  }
}

/** Tries a row that may return, on top of what was merged without it. */
export async function tryAgain(scene: Scene, row: number): Promise<ServerFault | undefined> {
  return await tryPart(scene, copiedRow(scene.set, row, copyName(scene.transaction)));
}

function copyName({ claim }: Transaction): string {
  return `dms_taken_out_${claim.tableLoadId}`;
}
