import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { RowCounts } from '../../domain/change/change.ts';
import { isAppendOnly } from '../../domain/table/table.ts';
import { rowsKeptOut } from './kept-out.ts';
import { type AbsentColumn, absentColumns } from './sql/absent-columns.ts';
import { appendRows } from './sql/append-rows.ts';
import type { ChangeShape } from './sql/changes.ts';
import { countAppendLosers, countLosers } from './sql/count-losers.ts';
import { type Fold, type FoldStep, foldChanges, foldedChanges } from './sql/fold-changes.ts';
import { lastChanges } from './sql/last-changes.ts';
import type { LockMode } from './sql/lock-target.ts';
import { mergeDeletes } from './sql/merge-deletes.ts';
import { type Guards, mergeUpserts } from './sql/merge-upserts.ts';
import { timestampText } from './timestamp-text.ts';
import type { Transaction } from './transaction.ts';

/** A set of changes that the server can read: staged, or as parameters. */
export interface ChangeSet {
  readonly shape: ChangeShape;
  /** What the statements select from. */
  readonly source: string;
  /** The column of `source` with the number of a row in the file: not `_dms_row`, where the changes have another order. */
  readonly fileRow: '_dms_row' | '_dms_file_row';
  /** Parameters of `source`, from $3. */
  readonly values: readonly Buffer[];
  readonly rowCount: number;
  /** It deletes rows or changes keys. */
  readonly hasDeletes: boolean;
  readonly lockMode: LockMode;
  /** Places, in the shape's columns, of those that some change keeps. */
  readonly kept: readonly number[];
  readonly guards: Guards;
  /** The target has columns besides those that the mapping takes from files; undefined: not known. */
  readonly hasOthers?: boolean | undefined;
  /** A CHECK of the target looks at a column that is not mapped. */
  readonly checksOthers?: boolean | undefined;
  /** What people should know of the changes, as sentences. */
  readonly notes: readonly string[];
}

/** What changes a target. Parameters: $1 written at, $2 load. */
export interface MergeStatements {
  /** Make another set of a set that has to be folded; then the others select from that. */
  readonly fold: readonly FoldStep[];
  /** Come first: what they free another row may need, if it is unique. Those of `source` follow, unless the set is folded. */
  readonly deletes: string | undefined;
  readonly upserts: string;
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
    return { fold: [], deletes: undefined, upserts, losers: countAppendLosers(shape, source), saysApplied: false };
  }
  const absent = await absentIn(client, set);
  const fold = foldOf(set, absent);
  const last = fold === undefined ? lastChanges(shape, source, absent) : foldedChanges(fold);
  return {
    fold: fold === undefined ? [] : foldChanges(fold),
    deletes: hasDeletes ? mergeDeletes(last) : undefined,
    upserts: mergeUpserts(last, guards),
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
  const lost = await client.query<LostRow>(statement(statements.losers, values));
  return countsOf(set.rowCount, applied, lost.rows[0]);
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

/**
 * The last change of a key says all of its row, unless a change keeps columns, or the file lacks some and a row moves or
 * begins anew, or a row that is marked as deleted keeps what changes before that said. Then the changes have to be folded.
 */
function foldOf(set: ChangeSet, absent: readonly AbsentColumn[]): Fold | undefined {
  const { shape, source, kept, hasDeletes } = set;
  if (hasDeletes && shape.table.onDelete === 'mark') {
    return { shape, source, kept: placesBesideKey(shape), absent };
  }
  return kept.length > 0 || (hasDeletes && absent.length > 0) ? { shape, source, kept, absent } : undefined;
}

/** Columns of the target that no change says, where that matters; the catalogue is asked then only. */
async function absentIn(client: pg.Client, set: ChangeSet): Promise<readonly AbsentColumn[]> {
  const { table, columns } = set.shape;
  const lacksMapped = table.columns.some(({ name }) => !columns.some(column => column.name === name));
  const mayMove = set.hasDeletes && set.hasOthers !== false;
  return mayMove || lacksMapped || set.checksOthers === true ? await absentOf(client, set.shape) : [];
}

function placesBesideKey({ columns, table }: ChangeShape): readonly number[] {
  return columns.flatMap(({ name }, at) => (table.key.includes(name) ? [] : [at]));
}

/** By the shape of a load, whose transaction uses the target, so that it keeps its columns. */
const ABSENT = new WeakMap<ChangeShape, readonly AbsentColumn[]>();

async function absentOf(client: pg.Client, shape: ChangeShape): Promise<readonly AbsentColumn[]> {
  const known = ABSENT.get(shape);
  if (known !== undefined) {
    return known;
  }
  const names = shape.columns.map(column => column.name);
  const { rows } = await client.query<AbsentColumn>(absentColumns(shape.table, names));
  ABSENT.set(shape, rows);
  return rows;
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

/**
 * A statement over parameters is prepared under a name of its text, so that a connection plans it once and small files
 * do not pay for it. One over a temporary table would be planned again anyway.
 */
function statement(text: string, values: unknown[]): pg.QueryConfig {
  return values.length > LEADING_PARAMETERS ? { name: nameOf(text), text, values } : { text, values };
}

const LEADING_PARAMETERS = 2;

function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
