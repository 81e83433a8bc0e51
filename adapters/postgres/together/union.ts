import { batchBytes } from '../../../domain/change/batch-bytes.ts';
import type { ChangeBatch } from '../../../domain/change/change.ts';
import type { Column } from '../../../domain/columns/column.ts';
import { TOGETHER_BYTES, TOGETHER_ROWS } from '../../../domain/limits.ts';
import type { LoadIntent } from '../../../domain/ports/intent.ts';
import type { HeldLoad } from '../../../domain/ports/load.ts';
import { parameterValues } from '../parameters.ts';
import { type SeenChanges, seeChanges } from '../seen-changes.ts';
import { type ChangeShape, shapeOf } from '../sql/changes.ts';
import type { Claim } from '../sql/claim-object.ts';

/** What of a load goes into the union. */
export interface Member extends HeldLoad {
  readonly seen: SeenChanges;
  readonly rowCount: number;
}

export type Members = readonly [Member, ...Member[]];

/** A member whose object is claimed. */
export interface ClaimedMember extends Member {
  readonly claim: Claim;
}

/**
 * Loads as members of one set; undefined where one-by-one may come to something else: files of one time have no order
 * between them, changes that do not say all of their row are folded by their row numbers, which only one file has once, and
 * a mapping's own SQL sees one file.
 */
export function membersOf(loads: readonly HeldLoad[]): Members | undefined {
  const [first, ...others] = loads;
  if (first === undefined || !loads.every(isPlain) || !others.every(other => isAlike(first, other))) {
    return;
  }
  const times = new Set(loads.map(({ intent }) => intent.writtenAtMicros));
  if (times.size < loads.length || !isSmall(loads)) {
    return;
  }
  const members: Members = [memberOf(first), ...others.map(memberOf)];
  const isOrdered = members.every(({ seen }) => !seen.isReordered() && seen.kept().length === 0);
  const marks = first.intent.table.onDelete === 'mark' && members.some(({ seen }) => seen.hasDeletes());
  return isOrdered && !marks ? members : undefined;
}

function isPlain({ intent }: HeldLoad): boolean {
  return (
    intent.table.sql === undefined &&
    intent.mayKeep !== true &&
    intent.hasWrittenAt !== true &&
    intent.isRehearsal !== true &&
    intent.run === undefined
  );
}

function isAlike({ intent }: HeldLoad, other: HeldLoad): boolean {
  return formOf(intent) === formOf(other.intent) && intent.table === other.intent.table;
}

function formOf({ columns, hasOldKey }: LoadIntent): string {
  return JSON.stringify([hasOldKey, columns.map(({ name, type }) => [name, type.declaration])]);
}

function isSmall(loads: readonly HeldLoad[]): boolean {
  const batches = loads.flatMap(load => load.batches);
  return (
    rowsOf(batches) <= TOGETHER_ROWS && batches.reduce((sum, batch) => sum + batchBytes(batch), 0) <= TOGETHER_BYTES
  );
}

function memberOf(load: HeldLoad): Member {
  const seen = seeChanges(load.intent);
  for (const batch of load.batches) {
    seen.see(batch);
  }
  return { ...load, seen, rowCount: rowsOf(load.batches) };
}

function rowsOf(batches: readonly ChangeBatch[]): number {
  return batches.reduce((sum, { rowCount }) => sum + rowCount, 0);
}

/** Each change says when it was written, and of which load it is. AR_H_CHANGE_SEQ rises, so that it need not be sent. */
export function unionShape({ intent }: HeldLoad): ChangeShape {
  return { ...shapeOf(intent), hasWrittenAt: true, hasChangeSequence: false, hasLoad: true };
}

/**
 * The cells of members as parameters, all but the last one, which says of which load each is: that is known from the claims.
 * @throws LoaderError ROW_BAD for a value that cannot be encoded
 */
export function cellsOf(shape: ChangeShape, members: readonly Member[]): readonly Buffer[] {
  return parameterValues(
    { ...shape, hasLoad: false },
    members.flatMap(({ batches }) => batches),
  );
}

/** The last parameter. */
export function loadsOf(members: readonly ClaimedMember[]): Column<bigint> {
  const indexes = members.flatMap(({ rowCount }, at) => Array.from({ length: rowCount }, () => at));
  return { values: members.map(({ claim }) => claim.tableLoadId), indexes: Int32Array.from(indexes) };
}
