/** The rows of a set in which a fault may be, in the order in which they are tried, and parts of the set made of them. */
import pg from 'pg';
import { DELETE } from '../../../domain/change/change.ts';
import { isAppendOnly } from '../../../domain/table/table.ts';
import { quoted } from '../identifiers.ts';
import type { ChangeSet } from '../merge.ts';
import { lastChanges } from './last-changes.ts';

export const STAGE = 'pg_temp.dms_stage';
const SUSPECTS = 'pg_temp.dms_suspect';

/**
 * Numbers them from 1 (`ordinal`). Of a plain set they are the last changes of each key, in the order of the merge: deletes,
 * then upserts by key. So parts applied one after the other meet what the whole meets, row by row. Of a linked set, and
 * of one without a key, they are all rows in the order of their positions, in which they were made at the source.
 */
export function createSuspects(set: ChangeSet, isLinked: boolean): readonly string[] {
  const rows = isAppendOnly(set.shape.table) || isLinked ? allRows(set) : lastRows(set);
  return [`create temporary table dms_suspect on commit drop as ${rows}`, `create index on ${SUSPECTS} (ordinal)`];
}

function lastRows({ shape, source }: ChangeSet): string {
  const key = shape.table.key.map(quoted).join(', ');
  return `with ${lastChanges(shape, source).expressions}
select row_number() over (order by _dms_effect = ${DELETE} desc, ${key}) as ordinal, _dms_row, true as is_last
from last where _dms_counted`;
}

function allRows({ shape, source }: ChangeSet): string {
  const position = shape.hasWrittenAt ? '_dms_written_at, _dms_row' : '_dms_row';
  if (isAppendOnly(shape.table)) {
    return `select row_number() over (order by ${position}) as ordinal, _dms_row, true as is_last from ${source}`;
  }
  return `with ${lastChanges(shape, source).expressions}
select row_number() over (order by ${position}) as ordinal, _dms_row,
  _dms_row in (select _dms_row from last where _dms_counted) as is_last
from ${source}`;
}

/** Suspects by ordinal, both ends among them, without some. */
export interface Part {
  readonly first: number;
  readonly last: number;
  readonly without: readonly number[];
}

/** A part of a set, as a source of statements. The array lets PostgreSQL look rows up by index, however many they are. */
export function partOf({ source }: ChangeSet, { first, last, without }: Part): string {
  const others = without.length === 0 ? '' : ` and ordinal <> all (array[${without.join(', ')}]::bigint[])`;
  return `(select * from ${source} where _dms_row = any (array(
    select _dms_row from ${SUSPECTS} where ordinal between ${first} and ${last}${others}))) as input`;
}

/** A row that is named by what its file and its stage know of it. */
export interface SuspectRow {
  readonly ordinal: string;
  /** In the file. */
  readonly row: string;
  readonly is_last: boolean;
  /** Texts of the columns asked for, shortened. */
  readonly cells: Readonly<Record<string, string | null>>;
  /** When it was written, microseconds since 1970; NULL where the load knows it. */
  readonly micros: string | null;
}

const LONGEST_CELL = 1000;

/** What some suspects are, with the cells of some columns. `where` is SQL over `u`, the suspect, and `i`, its change. */
export function suspectRows({ source, fileRow, shape }: ChangeSet, columns: readonly string[], where: string): string {
  const cells = columns.map(name => `${pg.escapeLiteral(name)}, left(i.${quoted(name)}::text, ${LONGEST_CELL})`);
  const micros = shape.hasWrittenAt ? '(extract(epoch from i._dms_written_at) * 1000000)::bigint' : 'null';
  return `select u.ordinal, i.${fileRow} as row, u.is_last, ${micros} as micros, jsonb_build_object(${cells.join(', ')}) as cells
from ${SUSPECTS} u join (select * from ${source}) i using (_dms_row) where ${where} order by i.${fileRow}`;
}

/** Takes rows out of the stage, by their numbers in the file. */
export function takeOut({ source, fileRow }: ChangeSet, rows: readonly number[]): readonly string[] {
  return rows.length === 0
    ? []
    : [`delete from ${STAGE} where ${source === STAGE ? fileRow : '_dms_row'} in (${rows.join(', ')})`];
}

/** Keeps a copy of rows that are to be taken out, under a name that no other load of the transaction has. */
export function copyOut({ source, fileRow }: ChangeSet, rows: readonly number[], name: string): readonly string[] {
  return rows.length === 0
    ? []
    : [
        `create temporary table ${name} on commit drop as select * from ${source} where ${fileRow} in (${rows.join(', ')})`,
      ];
}

/** One row that was copied out, as a source of statements. */
export function copiedRow({ fileRow }: ChangeSet, row: number, name: string): string {
  return `(select * from pg_temp.${name} where ${fileRow} = ${row}) as input`;
}
