import type pg from 'pg';
import { LoaderError } from '../../../domain/errors.ts';
import { isFinal, type ObjectRecord } from '../../../domain/ledger.ts';
import type { ObjectIntent } from '../../../domain/ports/intent.ts';
import type { HeldLoad, TogetherEnding } from '../../../domain/ports/load.ts';
import type { Table } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { commitKnown } from '../known-commit.ts';
import { beginWithin } from '../sql/claim-object.ts';
import { claimObjects, holdsAny, readClaims } from '../sql/claim-objects.ts';
import { findObjects, type ObjectsRow, readObjects } from '../sql/find-objects.ts';
import { guardMerge } from '../sql/guard.ts';
import { type LockMode, lockTarget } from '../sql/lock-target.ts';
import { type LoadedObject, markLoaded } from '../sql/mark-loaded.ts';
import { objectLock } from '../sql/object-key.ts';
import { failTransaction, rollBack, startTransaction, type Transaction } from '../transaction.ts';
import { type MergedMember, mergeMembers } from './merge-members.ts';
import { type ClaimedMember, cellsOf, type Member, type Members, membersOf, unionShape } from './union.ts';

const APART: TogetherEnding = { kind: 'apart' };

/**
 * Loads small files of one table in one transaction of three round trips: claims and lock, merge, marks and commit. Those
 * whose claim is not had are left out; whatever else stands in the way undoes all of it, and each is to be loaded by itself.
 * `checkTarget` throws if the target is not as the mapping wants it.
 * @throws LoaderError COMMIT_UNKNOWN
 */
export async function loadTogether(
  connection: Connection,
  loads: readonly HeldLoad[],
  checkTarget: (table: Table) => Promise<unknown>,
): Promise<readonly TogetherEnding[]> {
  const apart = loads.map(() => APART);
  const members = membersOf(loads);
  if (members === undefined) {
    return apart;
  }
  try {
    await checkTarget(members[0].intent.table);
    return (await loadMembers(connection, members)) ?? apart;
  } catch (error) {
    if (error instanceof LoaderError && error.code !== 'COMMIT_UNKNOWN') {
      return apart;
    }
    throw error;
  }
}

/** A plan for any number of rows would be made for ten, and join what is of thousands row by row. */
const PLANS = 'set local plan_cache_mode = force_custom_plan';

async function loadMembers(connection: Connection, members: Members): Promise<readonly TogetherEnding[] | undefined> {
  const { begun, limits } = await startTransaction(connection, soonestEnding(members).intent);
  let isLocked = false;
  try {
    const asked = begun.client.query([beginWithin(limits), PLANS, ...behindBegin(members)].join(';\n'));
    asked.catch(() => undefined);
    // Encoded while the server claims: nearly always all claims are had.
    const shape = unionShape(members[0]);
    const all = cellsOf(shape, members);
    const answers = (await asked) as unknown as pg.QueryResult[];
    isLocked = true;
    const claimed = claimedOf(members, answers);
    const cells = claimed.length === members.length ? all : cellsOf(shape, claimed);
    const union = { client: begun.client, shape, members: claimed, cells, answers };
    const merged = claimed.length < 2 ? undefined : await mergeMembers(union);
    if (merged === undefined) {
      await rollBack(begun);
      return;
    }
    const committed = await commitMembers(begun, merged);
    return members.map(({ intent }) => endingOf(committed.find(member => member.intent === intent)));
  } catch (error) {
    const refused = await failTransaction(begun, error);
    // A target that others hold is held for each; rows that others hold concern only the files that have them.
    return isLocked ? undefined : members.map(() => refused);
  }
}

function soonestEnding(members: readonly Member[]): Member {
  return members.reduce((one, other) => (deadlineOf(other) < deadlineOf(one) ? other : one));
}

function deadlineOf({ intent }: Member): number {
  return intent.attempt.deadlineMs;
}

/** A consumer without any of the claims does not wait for the target. */
function behindBegin(members: Members): readonly string[] {
  const objects = members.map(({ intent }) => intent.object);
  const mode: LockMode = members.some(({ seen }) => seen.lockMode() === 'exclusive') ? 'exclusive' : 'shared';
  const { table } = members[0].intent;
  return [claimObjects(objects), `${lockTarget(table, mode)} where ${holdsAny(objects)}`, guardMerge(table)];
}

function claimedOf(members: readonly Member[], answers: readonly pg.QueryResult[]): readonly ClaimedMember[] {
  const claims = readClaims(
    answers,
    members.map(({ intent }) => intent.object),
  );
  return members.flatMap((member, at) => {
    const claim = claims[at];
    return claim === undefined ? [] : [{ ...member, claim }];
  });
}

/** The loads that are committed: all of them, unless the connection died with COMMIT and the ledger has them not. */
async function commitMembers(
  begun: Omit<Transaction<ObjectIntent>, 'claim'>,
  members: readonly MergedMember[],
): Promise<readonly MergedMember[]> {
  const objects = members.map(({ intent }) => intent.object);
  return await commitKnown(begun, {
    marks: markLoaded(members.map(markOf)),
    read: () => members,
    locks: `select ${objects.map(object => `pg_advisory_xact_lock(${objectLock(object)})`).join(', ')}`,
    async find() {
      const records = readObjects(await begun.connection.ask<ObjectsRow>(findObjects(objects)), objects);
      return members.filter((_, at) => isLoaded(records[at]));
    },
  });
}

function isLoaded(record: ObjectRecord | undefined): boolean {
  return record !== undefined && isFinal(record.state);
}

function markOf({ intent, claim, counts }: MergedMember): LoadedObject {
  const { objectLoadId, tableLoadId } = claim;
  return { intent, objectLoadId, loads: [{ table: intent.table, tableLoadId, counts }] };
}

function endingOf(member: MergedMember | undefined): TogetherEnding {
  if (member === undefined) {
    return APART;
  }
  const notes = member.seen.notes();
  return { kind: 'loaded', counts: member.counts, ...(notes.length === 0 ? {} : { notes }) };
}
