import type pg from 'pg';
import type { RowCounts } from '../../domain/change/change.ts';
import { isAppendOnly } from '../../domain/table/table.ts';
import { changesToMerge, type UnmergedSet } from './changes-to-merge.ts';
import { rowsKeptOut } from './kept-out.ts';
import { statement } from './prepared.ts';
import { appendRows } from './sql/append-rows.ts';
import { countAppendLosers, countLast, countLosers } from './sql/count-losers.ts';
import { type FoldStep, foldChanges } from './sql/fold-changes.ts';
import type { LockMode } from './sql/lock-target.ts';
import { mergeDeletes } from './sql/merge-deletes.ts';
import { type Guards, mergeUpserts } from './sql/merge-upserts.ts';
import { timestampText } from './timestamp-text.ts';
import type { Transaction } from './transaction.ts';

/** A set of changes that the server can read: staged, or as parameters. */
export interface ChangeSet extends UnmergedSet {
  /** The column of `source` with the number of a row in the file: not `_dms_row`, where the changes have another order. */
  readonly fileRow: '_dms_row' | '_dms_file_row';
  /** Parameters of `source`, from $3. */
  readonly values: readonly Buffer[];
  readonly rowCount: number;
  readonly lockMode: LockMode;
  readonly guards: Guards;
  /** What people should know of the changes, as sentences. */
  readonly notes: readonly string[];
  /** It was searched for bad rows: each merge of it is one of many, and counts in one statement. */
  readonly isSearched?: boolean | undefined;
}

/** What changes a target. Parameters: $1 written at, $2 load. */
export interface MergeStatements {
  /** Make another set of a set that has to be folded; then the others select from that. */
  readonly fold: readonly FoldStep[];
  /** Come first: what they free another row may need, if it is unique. Those of `source` follow, unless the set is folded. */
  readonly deletes: string | undefined;
  readonly upserts: string;
  /** For `mergeSet`: counts the last changes of keys, if that is to be asked by itself: it may spare a look at the target. */
  readonly last: string | undefined;
  /** For `mergeSet`: counts those that did not take effect. */
  readonly losers: string;
  /** `upserts` answers a row that says how many it applied; else its row count does. */
  readonly saysApplied: boolean;
}

/**
 * All that `mergeSet` runs, in its order. The search for bad rows tries the very same statements, but for the counting, on
 * parts of a set.
 */
export async function mergeStatements(client: pg.Client, set: ChangeSet): Promise<MergeStatements> {
  const { shape, source, hasDeletes, guards } = set;
  if (isAppendOnly(shape.table)) {
    const upserts = appendRows(shape, source, guards);
    const losers = countAppendLosers(shape, source);
    return { fold: [], deletes: undefined, upserts, last: undefined, losers, saysApplied: false };
  }
  const { fold, last } = await changesToMerge(client, set);
  return {
    fold: fold === undefined ? [] : foldChanges(fold),
    deletes: hasDeletes ? mergeDeletes(last) : undefined,
    upserts: mergeUpserts(last, guards),
    last: set.isSearched === true ? undefined : countLast(last),
    losers: countLosers(last),
    saysApplied: last.hasMarks,
  };
}

/** Merges a set into its target, whose lock is held, and says where every row went. May be called again and again. */
export async function mergeSet({ client, intent, claim }: Transaction, set: ChangeSet): Promise<RowCounts> {
  const leading = [timestampText(intent.writtenAtMicros), claim.tableLoadId];
  const values = [...leading, ...set.values];
  const statements = await mergeStatements(client, set);
  for (const { text, readsSource } of statements.fold) {
    await client.query(readsSource ? statement(text, values) : text);
  }
  const applied = await applyLast(client, statements, statements.fold.length === 0 ? values : leading);
  if (applied === set.rowCount) {
    return { read: set.rowCount, applied, unchanged: 0, superseded: 0, quarantined: 0 };
  }
  // Nearly always changes were beaten within their set only: that is seen without a look at the target.
  const last = statements.last && (await client.query<LostRow>(statement(statements.last, values))).rows[0];
  if (last && Number(last.last) === applied) {
    return countsOf(set.rowCount, applied, last);
  }
  const [lost] = (await client.query<LostRow>(statement(statements.losers, values))).rows;
  return countsOf(set.rowCount, applied, lost && set.shape.isReopened === true ? besides(lost, applied) : lost);
}

/** What was applied once more stands at its very position, too. */
function besides(lost: LostRow, applied: number): LostRow {
  return { ...lost, unchanged: String(Number(lost.unchanged) - applied) };
}

interface AppliedRow {
  readonly applied: string;
}

interface DeletedRow extends AppliedRow {
  readonly doomed: string;
  readonly gone: string;
  readonly unmet: string;
}

async function applyLast(client: pg.Client, statements: MergeStatements, values: unknown[]): Promise<number> {
  const { deletes, upserts, saysApplied } = statements;
  const deleted = deletes === undefined ? undefined : await client.query<DeletedRow>(statement(deletes, values));
  checkDeleted(deleted?.rows[0]);
  const upserted = await client.query<AppliedRow>(statement(upserts, values));
  const upsertedRows = saysApplied ? Number(upserted.rows[0]?.applied) : (upserted.rowCount ?? 0);
  return Number(deleted?.rows[0]?.applied ?? 0) + upsertedRows;
}

/** A tombstone says that its row is gone. */
function checkDeleted(deleted: DeletedRow | undefined): void {
  if (deleted !== undefined && (deleted.doomed !== deleted.gone || deleted.unmet !== '0')) {
    throw rowsKeptOut(
      `${deleted.doomed} rows of the target are deleted, ${deleted.gone} are gone, and row security may hide ${deleted.unmet} others`,
    );
  }
}

interface LostRow {
  readonly staged: string;
  readonly last: string;
  readonly unchanged: string;
  readonly beaten: string;
}

/** Beaten within the set, or by what the table held; both are superseded. */
function countsOf(read: number, applied: number, lost: LostRow | undefined): RowCounts {
  const [staged, last, unchanged] = [Number(lost?.staged), Number(lost?.last), Number(lost?.unchanged)];
  const beatenInSet = staged - last;
  const beatenByTable = Number(lost?.beaten);
  if (staged !== read || beatenInSet < 0 || last !== applied + unchanged + beatenByTable) {
    throw rowsKeptOut(
      `${read} rows were sent, ${staged} arrived, ${last} are the last of their key, ${applied} were applied, ${unchanged} unchanged, and the table holds what is newer than ${beatenByTable}`,
    );
  }
  return { read, applied, unchanged, superseded: beatenInSet + beatenByTable, quarantined: 0 };
}
