import { rowNumberAt } from '../domain/change/row-number.ts';
import type { LoaderError } from '../domain/errors.ts';
import {
  LARGEST_SET_ASIDE_CHARACTERS,
  NAMED_FAULTS,
  SET_ASIDE_CELL_CHARACTERS,
  SET_ASIDE_ROW_CHARACTERS,
} from '../domain/limits.ts';
import type { SourceBatch, SourceColumn } from '../domain/ports/files.ts';
import type { Load } from '../domain/ports/load.ts';
import type { QuarantinedRow, SetAside, SourceRow } from '../domain/ports/set-aside.ts';
import { allowedRows, budgetExceeded, setAsideTooLarge } from '../domain/quarantine/budget.ts';
import { quarantinedRow } from '../domain/quarantine/quarantined-row.ts';
import { partBatch } from '../domain/quarantine/sound-rows.ts';
import { batchOfRow, sourceRowOf } from '../domain/quarantine/source-row.ts';
import { faultSentence, faultsOf, type RowFault } from '../domain/table/faults.ts';
import type { MappedBatch } from '../domain/table/map-batch.ts';
import type { Budget } from '../domain/table/table.ts';

/** The rows of a file that go to one table, which sets bad ones aside. */
export interface RowsOfTable {
  /** The file, for messages. */
  readonly object: string;
  /** At the source, where rows of the file go to other tables too: rows and columns alone do not tell which of them it is. */
  readonly among?: string | undefined;
  readonly budget: Budget;
  /** In the order of the batches' columns; all that the file has. */
  readonly columns: readonly SourceColumn[];
  /** Of a file that takes several transactions: what is known of it when this one begins. */
  readonly before?: Before | undefined;
  map(batch: SourceBatch): MappedBatch;
  /** The batches of this transaction once more, from its first row on. */
  read(): AsyncIterable<SourceBatch>;
}

/** Of the transactions of a file before the one at hand. */
export interface Before {
  readonly rowsRead: number;
  readonly badRows: number;
  /** Of the whole file; undefined where that shows at its end only. */
  readonly rowsOfFile: number | undefined;
  /** By this attempt. */
  readonly noted: Noted;
}

/** Rows that were set aside, for remarks. */
export interface Noted {
  readonly badRows: number;
  /** The first ones. */
  readonly faults: readonly RowFault[];
}

/** Keeps account of the bad rows of one load. For one attempt: one that is begun anew needs another. */
export interface Aside {
  /**
   * Gives the sound rows of a batch to the load, and has it keep the bad ones apart.
   * @throws LoaderError BUDGET_EXCEEDED as soon as the file has more bad rows than may be, or too large ones
   */
  stage(batch: SourceBatch, mapped: MappedBatch, load: Stage): Promise<void>;
  /**
   * To be called once every row was read: only then is a percentage known. Of a transaction that does not end its file,
   * with false.
   * @throws LoaderError BUDGET_EXCEEDED
   */
  close(isEndOfFile?: boolean): void;
  /** Bad rows that the file may have, as far as that is known. */
  most(): number;
  /** What was set aside by this attempt, once this load is committed. */
  noted(): Noted;
  /** For what only the database refuses, once every row was read. */
  readonly setAside: SetAside;
  /** A sentence on what was set aside here, with the first bad cells; none if nothing was. */
  notes(): readonly string[];
}

type Stage = Pick<Load, 'add' | 'quarantine'>;

/** What was read and set aside so far. */
interface Account {
  rowsRead: number;
  badRows: number;
  /** Those among them that this attempt set aside. */
  notedRows: number;
  /** Once it is known. */
  rowsOfFile: number | undefined;
  characters: number;
  /** The first ones. */
  readonly faults: RowFault[];
}

export function makeAside(rows: RowsOfTable): Aside {
  const account = newAccount(rows.before);
  const left = () => mostOf(rows, account) - account.badRows;
  return {
    stage: (batch, mapped, load) => stage(rows, account, { batch, mapped, load }),
    close(isEndOfFile = true) {
      if (isEndOfFile) {
        account.rowsOfFile ??= account.rowsRead;
      }
      if (left() < 0) {
        throw spent(rows, account);
      }
    },
    most: () => mostOf(rows, account),
    noted: () => ({ badRows: account.notedRows, faults: account.faults }),
    setAside: {
      budgetLeft: left,
      sourceRows: numbers => sourceRows(rows, account, numbers),
      overBudget: faults => {
        const badRows = account.badRows + faults.length;
        const all = [...account.faults, ...named(rows, faults)].toSorted(byRow);
        return spent(rows, { ...account, badRows, faults: all }, { isDatabase: true });
      },
      remark: faults => enter(account, faults.length, named(rows, faults)),
    },
    notes: () => notesOf(account),
  };
}

function newAccount({ rowsRead = 0, badRows = 0, rowsOfFile, noted }: Partial<Before> = {}): Account {
  const notedRows = noted?.badRows ?? 0;
  return { rowsRead, badRows, notedRows, rowsOfFile, characters: 0, faults: [...(noted?.faults ?? [])] };
}

function mostOf({ budget }: RowsOfTable, { rowsOfFile }: Account): number {
  return rowsOfFile === undefined ? budget.rows : allowedRows(budget, rowsOfFile);
}

function spent(
  { object, budget, before }: RowsOfTable,
  { badRows, rowsRead, rowsOfFile, faults }: Account,
  { isDatabase = false } = {},
): LoaderError {
  const isPart = rowsOfFile === undefined || rowsRead < rowsOfFile;
  return budgetExceeded({
    object,
    budget,
    badRows,
    rowsOfFile,
    faults,
    isDatabase,
    isPart,
    isInRuns: before !== undefined,
  });
}

function byRow(one: RowFault, other: RowFault): number {
  return one.row - other.row;
}

interface Staged {
  readonly batch: SourceBatch;
  readonly mapped: MappedBatch;
  readonly load: Stage;
}

async function stage(rows: RowsOfTable, account: Account, { batch, mapped, load }: Staged): Promise<void> {
  account.rowsRead += batch.rowCount;
  if (mapped.badRows === undefined) {
    await load.add(mapped.changes);
    return;
  }
  const { sound, bad } = partBatch(mapped.changes, mapped.badRows);
  enter(account, bad.length, named(rows, mapped.faults));
  if (account.badRows > mostOf(rows, account)) {
    throw spent(rows, account);
  }
  load.quarantine(bad.map(at => setOneAside(rows, account, sourceRowOf(batch, at, rows.columns))));
  if (sound !== undefined) {
    await load.add(sound);
  }
}

function named({ among }: RowsOfTable, faults: readonly RowFault[]): readonly RowFault[] {
  return among === undefined ? faults : faultsOf(among, faults);
}

function enter(account: Account, badRows: number, faults: readonly RowFault[]): void {
  account.badRows += badRows;
  account.notedRows += badRows;
  account.faults.push(...faults.slice(0, NAMED_FAULTS - account.faults.length));
}

/** Mapped once more and alone: a batch names its first ten faults only. */
function setOneAside(rows: RowsOfTable, account: Account, source: SourceRow): QuarantinedRow {
  weigh(rows, account, source);
  const names = rows.columns.map(({ name }) => name);
  return quarantinedRow(source, rows.map(batchOfRow(source, names)));
}

/** What is set aside is held in memory up to the commit; the names of its columns are held once. */
function weigh(rows: RowsOfTable, account: Account, { row, cells }: SourceRow): void {
  const text = cells.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  account.characters += SET_ASIDE_ROW_CHARACTERS + cells.length * SET_ASIDE_CELL_CHARACTERS + text;
  if (account.characters > LARGEST_SET_ASIDE_CHARACTERS) {
    throw setAsideTooLarge(row, { ...rows, isInRuns: rows.before !== undefined });
  }
}

/** Reads the file again, up to the last of the rows that are wanted; no more than these are kept. */
async function sourceRows(
  rows: RowsOfTable,
  account: Account,
  wanted: readonly number[],
): Promise<readonly SourceRow[]> {
  const left = new Set(wanted);
  const found: SourceRow[] = [];
  if (left.size === 0) {
    return found;
  }
  for await (const batch of rows.read()) {
    for (let at = 0; at < batch.rowCount; at += 1) {
      if (left.delete(rowNumberAt(batch, at))) {
        const source = sourceRowOf(batch, at, rows.columns);
        weigh(rows, account, source);
        found.push(source);
      }
    }
    if (left.size === 0) {
      return found;
    }
  }
  throw new RangeError(`${rows.object} has no row ${[...left].join(', ')}`);
}

function notesOf({ notedRows, faults }: Account): readonly string[] {
  if (notedRows === 0) {
    return [];
  }
  const are = notedRows === 1 ? '1 bad row was' : `${notedRows} bad rows were`;
  return [`${are} set aside: ${faults.map(faultSentence).join('; ')}`];
}
