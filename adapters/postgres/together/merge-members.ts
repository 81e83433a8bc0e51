import type pg from 'pg';
import type { RowCounts } from '../../../domain/change/change.ts';
import { isAppendOnly } from '../../../domain/table/table.ts';
import { changesToMerge } from '../changes-to-merge.ts';
import { encodeArray } from '../copy/array.ts';
import type { ChangeSet } from '../merge.ts';
import { parameterSource } from '../parameters.ts';
import { statement } from '../prepared.ts';
import { appendRows } from '../sql/append-rows.ts';
import type { ChangeShape } from '../sql/changes.ts';
import { countLosersOfLoads } from '../sql/count-losers.ts';
import { type Guard, readGuard } from '../sql/guard.ts';
import type { LastChanges } from '../sql/last-changes.ts';
import { mergeLoads } from '../sql/merge-loads.ts';
import { type ClaimedMember, loadsOf } from './union.ts';

/** A member whose changes are in the target. */
export interface MergedMember extends ClaimedMember {
  readonly counts: RowCounts;
}

/** Members whose target is locked. */
export interface LockedUnion {
  readonly client: pg.Client;
  readonly shape: ChangeShape;
  readonly members: readonly ClaimedMember[];
  /** All parameters but the last one. */
  readonly cells: readonly Buffer[];
  /** What the server answered to the message that locked the target. */
  readonly answers: readonly pg.QueryResult[];
}

/** Merges the changes of all members and counts those of each; undefined where each has to be loaded by itself. */
export async function mergeMembers(union: LockedUnion): Promise<readonly MergedMember[] | undefined> {
  const { client, shape, members } = union;
  const set = setOf(union);
  // Written at and load: the changes say them.
  const values = [null, null, ...set.values];
  if (isAppendOnly(shape.table)) {
    const { rowCount } = await client.query(statement(appendRows(shape, set.source, set.guards), values));
    return rowCount === set.rowCount ? members.map(member => counted(member, member.rowCount)) : undefined;
  }
  const { last, fold } = await changesToMerge(client, set);
  if (fold !== undefined) {
    return;
  }
  const { rows } = await client.query<MergedRow>(statement(mergeLoads(last, set.hasDeletes), values));
  const [sums] = rows;
  if (sums !== undefined && (sums.doomed !== sums.gone || (sums.unmet ?? '0') !== '0')) {
    return;
  }
  return sums === undefined || sums.done === sums.effects
    ? members.map(member => counted(member, Number(rowOf(rows, member)?.last ?? 0)))
    : await countLost(union, { last, values, applied: Number(sums.applied) });
}

function setOf({ shape, members, cells, answers }: LockedUnion): ChangeSet {
  const guard: Guard = readGuard(answers);
  return {
    shape,
    source: parameterSource(shape),
    fileRow: '_dms_row',
    values: [...cells, encodeArray('bigint', loadsOf(members))],
    rowCount: members.reduce((sum, { rowCount }) => sum + rowCount, 0),
    hasDeletes: members.some(({ seen }) => seen.hasDeletes()),
    lockMode: 'exclusive',
    kept: [],
    guards: { tombstones: true, floor: true },
    hasOthers: guard.hasOthers,
    checksOthers: guard.checksOthers,
    notes: [],
  };
}

interface MergedRow {
  readonly load: string;
  readonly last: string;
  readonly effects: string;
  readonly done: string;
  readonly applied: string;
  readonly doomed?: string;
  readonly gone?: string;
  readonly unmet?: string;
}

interface LostRow {
  readonly load: string;
  readonly last: string;
  readonly unchanged: string;
  readonly beaten: string;
}

interface Lossy {
  readonly last: LastChanges;
  readonly values: unknown[];
  readonly applied: number;
}

/** What neither took effect nor lost to anything went somewhere else: a trigger may have kept it out. */
async function countLost({ client, members }: LockedUnion, { last, values, applied }: Lossy) {
  const { rows } = await client.query<LostRow>(statement(countLosersOfLoads(last), values));
  const merged = members.map(member => {
    const lost = rowOf(rows, member);
    const unchanged = Number(lost?.unchanged ?? 0);
    return counted(member, Number(lost?.last ?? 0) - unchanged - Number(lost?.beaten ?? 0), unchanged);
  });
  return merged.reduce((sum, { counts }) => sum + counts.applied, 0) === applied ? merged : undefined;
}

function rowOf<Row extends { readonly load: string }>(rows: readonly Row[], { claim }: ClaimedMember): Row | undefined {
  return rows.find(({ load }) => load === String(claim.tableLoadId));
}

function counted(member: ClaimedMember, applied: number, unchanged = 0): MergedMember {
  const { rowCount: read } = member;
  return { ...member, counts: { read, applied, unchanged, superseded: read - applied - unchanged, quarantined: 0 } };
}
