import type { TimeUnit } from '../columns/column.ts';
import { written } from '../table/plan-notes.ts';
import { columnsAs, type FileSample } from './file-sample.ts';
import { badTextCount, type ColumnSample, textsOf } from './sample.ts';

/** How the DMS task that wrote a file was set, as far as the file shows it. Names are those of the file. */
export interface Dialect {
  readonly kind: 'load' | 'cdc' | 'transaction';
  /** Whether the file's name says so, or only its columns. */
  readonly kindBy: 'name' | 'columns';
  readonly op: OpColumn | undefined;
  /** All changes that were looked at are inserts. */
  readonly isInsertsOnly: boolean;
  /** TimestampColumnName. */
  readonly timestampColumn: { readonly name: string; readonly precision: 'seconds' | 'microseconds' } | undefined;
  /** Units of the columns that are timestamps, and whether the file claims that they are UTC. */
  readonly timestamps: readonly { readonly unit: TimeUnit; readonly utc: boolean; readonly columns: number }[];
  readonly beforeImages: readonly string[];
  readonly headers: readonly string[];
  /** Sentences on what the loader makes of it. */
  readonly notes: readonly string[];
}

/** How many changes of each kind. */
export interface OpCounts {
  readonly inserts: number;
  readonly updates: number;
  readonly deletes: number;
  /** NULL or any other text: rows that cannot be loaded. */
  readonly unknown: number;
}

export interface OpColumn extends OpCounts {
  readonly name: string;
}

export function describeDialect(sample: FileSample): Dialect {
  const op = opColumn(sample);
  const named = sample.key?.kind === 'stray' ? undefined : sample.key?.kind;
  const kind = named ?? kindByColumns(op, sample);
  const isInsertsOnly = kind === 'cdc' && op !== undefined && op.inserts > 0 && op.inserts === sample.sampledRows;
  const dialect = {
    kind,
    kindBy: named === undefined ? 'columns' : 'name',
    op,
    isInsertsOnly,
    timestampColumn: timestampColumn(sample),
    timestamps: timestampUnits(sample),
    beforeImages: columnsAs(sample, 'before-image').map(({ name }) => name),
    headers: columnsAs(sample, 'header').map(({ name }) => name),
  } as const;
  return { ...dialect, notes: [...notesOn(dialect), ...badTextNotes(sample)] };
}

/** IncludeOpForFullLoad gives a full load an Op too, with I in each row. */
function kindByColumns(op: OpColumn | undefined, { sampledRows }: FileSample): 'load' | 'cdc' {
  return op === undefined || (op.inserts === sampledRows && sampledRows > 0) ? 'load' : 'cdc';
}

function opColumn(sample: FileSample): OpColumn | undefined {
  const [column] = columnsAs(sample, 'op');
  if (column === undefined) {
    return undefined;
  }
  return { name: column.name, ...countOps(column.cells) };
}

export function countOps(ops: ColumnSample['cells']): OpCounts {
  const count = (op: string): number => ops.filter(cell => cell === op).length;
  const [inserts, updates, deletes] = [count('I'), count('U'), count('D')] as const;
  return { inserts, updates, deletes, unknown: ops.length - inserts - updates - deletes };
}

const WHOLE_SECOND = /\.0{6}$/u;

function timestampColumn(sample: FileSample): Dialect['timestampColumn'] {
  const [column] = columnsAs(sample, 'timestamp');
  return column === undefined ? undefined : { name: column.name, precision: precisionOf(column) };
}

function precisionOf(column: ColumnSample): 'seconds' | 'microseconds' {
  return textsOf(column).every(text => WHOLE_SECOND.test(text)) ? 'seconds' : 'microseconds';
}

function timestampUnits({ columns }: FileSample): Dialect['timestamps'] {
  const counts = new Map<string, { unit: TimeUnit; utc: boolean; columns: number }>();
  for (const { type } of columns) {
    if (type.kind === 'timestamp') {
      const { unit, utc } = type;
      const entry = counts.get(`${unit} ${utc}`) ?? { unit, utc, columns: 0 };
      entry.columns += 1;
      counts.set(`${unit} ${utc}`, entry);
    }
  }
  return [...counts.values()];
}

function notesOn({ kind, kindBy, op, isInsertsOnly, timestamps }: Omit<Dialect, 'notes'>): string[] {
  const notes: (string | false)[] = [
    kindBy === 'columns' &&
      op !== undefined &&
      kind === 'load' &&
      'Each Op is I: a full load with IncludeOpForFullLoad, or changes that are all inserts; the name DMS gave it would tell.',
    kind === 'cdc' &&
      op === undefined &&
      'A file of changes without Op is refused: set IncludeOpForFullLoad=true, since with CdcInsertsOnly or CdcInsertsAndUpdates DMS writes no Op otherwise.',
    isInsertsOnly && 'Only inserts: if CdcInsertsOnly is set, updates and deletes never arrive.',
    (op?.unknown ?? 0) > 0 && 'An Op other than I, U and D cannot be loaded.',
    timestamps.some(({ utc }) => utc) &&
      'What the file claims about UTC is not heeded: DMS claims it of local times as well.',
  ];
  return notes.filter(note => note !== false);
}

function badTextNotes({ columns }: FileSample): string[] {
  return columns.flatMap(column => {
    const count = badTextCount(column);
    const values = count === 1 ? '1 value' : `${count} values`;
    return count === 0
      ? []
      : `${values} of ${written(column.name)} ${count === 1 ? 'is' : 'are'} not UTF-8, shown by the bytes: a load refuses or sets aside each such row.`;
  });
}
