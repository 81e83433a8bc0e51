/** The last change of each key of a set, as the statements of a merge read it. */
import { quoted } from '../identifiers.ts';
import type { AbsentColumn } from './absent-columns.ts';
import { allChanges, type ChangeShape } from './changes.ts';

export interface LastChanges {
  readonly shape: ChangeShape;
  /** Columns of the target that a change gives, as SQL writes them. */
  readonly names: readonly string[];
  /** Common table expressions that define `last`: one change a key, with `_dms_counted` where it is a row of the file. */
  readonly expressions: string;
  /** How many rows the set has, as SQL. */
  readonly rowCount: string;
  /**
   * Columns that no change says and the target may demand: a row is proposed with what it holds of them, since an INSERT is
   * judged before it turns out to be an update. None of a folded set, whose changes say them.
   */
  readonly fills: readonly AbsentColumn[];
  /** `last` says whether a row is marked as deleted (`_dms_deleted`); else a row that stands is not. */
  readonly hasMarks: boolean;
}

/** Bulk apply equals one-by-one apply because nothing but the last effect of a key survives. */
export function lastChanges(shape: ChangeShape, source: string, fills: readonly AbsentColumn[] = []): LastChanges {
  const key = shape.table.key.map(quoted).join(', ');
  const position = shape.hasWrittenAt ? '_dms_written_at desc, _dms_row desc' : '_dms_row desc';
  return {
    shape,
    names: shape.columns.map(column => quoted(column.name)),
    expressions: `${allChanges(shape, source)}, last as (
  select distinct on (${key}) * from change order by ${key}, ${position}
)`,
    rowCount: '(select count(*) from change where _dms_counted)',
    fills,
    hasMarks: false,
  };
}
