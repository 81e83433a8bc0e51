import type pg from 'pg';
import { type AbsentColumn, absentColumns } from './sql/absent-columns.ts';
import type { ChangeShape } from './sql/changes.ts';
import { foldedChanges } from './sql/fold-changes.ts';
import { type LastChanges, lastChanges } from './sql/last-changes.ts';
import type { Fold } from './sql/lay-segments.ts';

/** What of a set of changes decides which of them are merged. */
export interface UnmergedSet {
  readonly shape: ChangeShape;
  /** What the statements select from. */
  readonly source: string;
  /** It deletes rows or changes keys. */
  readonly hasDeletes: boolean;
  /** Places, in the shape's columns, of those that some change keeps. */
  readonly kept: readonly number[];
  /** The target has columns besides those that the mapping takes from files; undefined: not known. */
  readonly hasOthers?: boolean | undefined;
  /** A CHECK of the target looks at a column that is not mapped. */
  readonly checksOthers?: boolean | undefined;
}

/** One change for each key of a set: the last one, or, where that does not say all of its row, those of the key folded. */
export async function changesToMerge(
  client: pg.Client,
  set: UnmergedSet,
): Promise<{ readonly last: LastChanges; readonly fold: Fold | undefined }> {
  const absent = await absentIn(client, set);
  const fold = foldOf(set, absent);
  return { fold, last: fold === undefined ? lastChanges(set.shape, set.source, absent) : foldedChanges(fold) };
}

/**
 * The last change of a key says all of its row, unless a change keeps columns, or the file lacks some and a row moves or
 * begins anew, or a row that is marked as deleted keeps what changes before that said. Then the changes have to be folded.
 */
function foldOf(set: UnmergedSet, absent: readonly AbsentColumn[]): Fold | undefined {
  const { shape, source, kept, hasDeletes } = set;
  if (hasDeletes && shape.table.onDelete === 'mark') {
    return { shape, source, kept: placesBesideKey(shape), absent };
  }
  return kept.length > 0 || (hasDeletes && absent.length > 0) ? { shape, source, kept, absent } : undefined;
}

/** Columns of the target that no change says, where that matters; the catalogue is asked then only. */
async function absentIn(client: pg.Client, set: UnmergedSet): Promise<readonly AbsentColumn[]> {
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
