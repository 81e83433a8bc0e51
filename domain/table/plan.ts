import { LoaderError } from '../errors.ts';
import type { SourceColumn } from '../ports/files.ts';
import { sequenceColumn, sequenceNotes, sequencePlace } from './change-sequence.ts';
import type { ColumnPlan, PlannedColumn } from './column-plan.ts';
import { contractColumns } from './contract-columns.ts';
import { BEFORE_IMAGE, OP, opPlace } from './dms-columns.ts';
import { matchColumn } from './match-column.ts';
import { meantColumn, missingColumn, planNotes } from './plan-notes.ts';
import { plannedColumn } from './planned-column.ts';
import { timedColumn, timedPlace } from './row-time.ts';
import { isAppendOnly, type Table, type TableColumn } from './table.ts';
import type { ExistingColumn } from './target-column.ts';
import { unknownPlaces } from './unknown-columns.ts';

/** What of a file decides how its columns are mapped. */
export interface PlannedFile {
  readonly columns: readonly SourceColumn[];
  readonly kind: 'load' | 'cdc';
  /** `s3://bucket/key` or a path, for messages. */
  readonly object: string;
  /** TimestampColumnName of its source: metadata, whatever the mapping knows. */
  readonly timestampColumn?: string | undefined;
  /** That column says when each row was written, and has to be there. */
  readonly isTimed?: boolean | undefined;
  /** What the target has, for a table whose contract is `evolve`; without it, none of the columns in question. */
  readonly targetColumns?: readonly ExistingColumn[] | undefined;
}

/**
 * Decides how the columns of a file become those of its table, before a row is read.
 *
 * A mapped column that the file lacks is left out of the load, so the target keeps its values, unless it belongs to the
 * key or is required, or the file has a column of nearly its name: loaded without, a slip in the mapping would lose the
 * column's values. `BI_<key column>` in a CDC file is a before image, unless the mapping maps it as a column.
 *
 * What becomes of columns that nothing is mapped from is for the table's contract to say.
 *
 * @throws LoaderError COLUMN_MISSING, COLUMN_AMBIGUOUS, COLUMN_TYPE, COLUMN_UNKNOWN or OP_MISSING
 */
export function planColumns(table: Table, file: PlannedFile): ColumnPlan {
  const places = table.columns.map(column => matchColumn(column.source, file.columns, file.object));
  const absent = table.columns.filter((_, at) => places[at] === undefined);
  const mapped = new Set(places.filter(place => place !== undefined));
  const known = { ...file, op: opPlace(file.columns, mapped) };
  const lost =
    absent.find(column => mustBeThere(table, column)) ?? absent.find(column => meantColumn(table, column, known));
  if (lost !== undefined) {
    throw missingColumn(table, lost, known);
  }
  const op = requireOp(table, known);
  const imagePlaces = findBeforeImage(table, file, mapped);
  const timed = findTime(file);
  const sequence = sequencePlace(file);
  const asked = [...new Set([op, ...places, ...imagePlaces, timed, sequence].filter(place => place !== undefined))];
  const unknown = table.contract === undefined ? [] : unknownPlaces(table, asked, known);
  const used = [...asked, ...unknown];
  const read = table.quarantine === undefined ? used : withAll(used, file);
  const own = table.columns.flatMap((target, at) => planned(table, target, { file, used, place: places[at] }) ?? []);
  const others = unknown.map((place, index) => ({ source: sourceAt(file, place), at: asked.length + index }));
  const more = contractColumns(table, others, file);
  const columns = [...own, ...more.columns];
  return {
    object: file.object,
    reads: read.map(place => sourceAt(file, place).name),
    columns,
    targets: columns.map(column => column.target),
    adds: more.adds,
    op: op === undefined ? undefined : used.indexOf(op),
    beforeImage: plannedImage(table, columns, { file, used, places: imagePlaces }),
    writtenAt: timed === undefined ? undefined : timedColumn(sourceAt(file, timed), used.indexOf(timed), file.object),
    changeSequence:
      sequence === undefined ? undefined : sequenceColumn(sourceAt(file, sequence), used.indexOf(sequence)),
    mayKeep: !isAppendOnly(table) && op !== undefined && columns.some(column => column.target.keepOnNull),
    key: table.key.map(name => columns.findIndex(column => column.target.name === name)),
    notes: [...planNotes(table, { columns, used }, known), ...sequenceNotes(file)],
  };
}

/** A row that is set aside is kept whole: the mapping that mends it may be one of other columns. */
function withAll(used: readonly number[], file: PlannedFile): readonly number[] {
  return [...new Set([...used, ...file.columns.keys()])];
}

function findTime({ timestampColumn, isTimed, columns, object }: PlannedFile): number | undefined {
  return isTimed === true && timestampColumn !== undefined ? timedPlace(timestampColumn, columns, object) : undefined;
}

function mustBeThere(table: Table, column: TableColumn): boolean {
  return table.key.includes(column.name) || column.type.isRequired;
}

function requireOp(table: Table, file: PlannedFile & { readonly op: number }): number | undefined {
  if (file.op < 0) {
    if (file.kind === 'load') {
      return undefined;
    }
    throw new LoaderError('OP_MISSING', {
      object: file.object,
      column: OP,
      reason: `is not in this file of changes to ${table.source.schema}.${table.source.table}, so inserts and deletes cannot be told apart`,
      remedy:
        'set IncludeOpForFullLoad=true on the S3 target endpoint of DMS: with CdcInsertsOnly or CdcInsertsAndUpdates it writes no Op otherwise',
    });
  }
  const { type, name } = sourceAt(file, file.op);
  if (type.kind !== 'text') {
    throw new LoaderError('COLUMN_TYPE', {
      object: file.object,
      column: name,
      reason: `is ${type.kind}, not text`,
      remedy: 'rename that column at the source; Op is the column in which DMS says what a row is',
    });
  }
  return file.op;
}

/** In the order of the key; DMS writes before images for changes only. */
function findBeforeImage(table: Table, file: PlannedFile, mapped: ReadonlySet<number>): (number | undefined)[] {
  if (file.kind === 'load') {
    return [];
  }
  return table.key.map(name => {
    const source = table.columns.find(column => column.name === name)?.source ?? name;
    const place = matchColumn(`${BEFORE_IMAGE}${source}`, file.columns, file.object);
    return place === undefined || mapped.has(place) ? undefined : place;
  });
}

interface Place {
  readonly file: PlannedFile;
  readonly used: readonly number[];
  readonly place: number | undefined;
}

function planned(table: Table, target: TableColumn, { file, used, place }: Place): PlannedColumn | undefined {
  if (place === undefined) {
    return undefined;
  }
  const isKey = table.key.includes(target.name);
  return plannedColumn(target, { source: sourceAt(file, place), at: used.indexOf(place), isKey, object: file.object });
}

function plannedImage(
  table: Table,
  columns: readonly PlannedColumn[],
  { file, used, places }: { file: PlannedFile; used: readonly number[]; places: readonly (number | undefined)[] },
): ColumnPlan['beforeImage'] {
  if (places.every(place => place === undefined)) {
    return undefined;
  }
  return table.key.map((name, at) => {
    const target = columns.find(column => column.target.name === name)?.target;
    return target === undefined ? undefined : planned(table, target, { file, used, place: places[at] });
  });
}

function sourceAt(file: PlannedFile, place: number): SourceColumn {
  const column = file.columns[place];
  if (column === undefined) {
    throw new RangeError(`${file.object} has no column number ${place}`);
  }
  return column;
}
