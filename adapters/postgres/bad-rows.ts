/**
 * A merge that survives rows which only the database can refuse: a constraint, a trigger, a domain, the range of a column.
 *
 * The rule: **a row is blamed only when it is refused on top of everything else that can be loaded.**
 * - The set is merged behind a savepoint, and what deferrable constraints say is asked for before the commit. A set that is
 *   refused for a row is undone and searched; whatever speaks of no row (an outage, a lock, a deadline) is thrown as it is.
 * - Parts are tried by halving, each on top of the sound ones before it, in the order in which the whole is merged. So a
 *   constraint that is checked row by row refuses in the parts the very row that it refuses in the whole.
 * - The first guess is the row at which the whole stopped, by the number of rows that it had written. Refused alone for the same, it
 *   is the one, and nothing need be halved.
 * - A constraint that looks at other rows once all are there (a foreign key of the table to itself, a deferrable one) may
 *   refuse a part and not the whole. Such a refusal says nothing of a part: it is tried again together with rows behind
 *   it. Where the whole was refused for such a constraint, its rows are not searched for by trials but looked up by the
 *   values that PostgreSQL names.
 * - Then the rest is merged anew from the savepoint, so that order and counts are those of a set without the bad rows. What
 *   may have been refused for its neighbours is tried once more, alone, on top of that; what passes is merged after all.
 *
 * The change before a bad one comes up as the last of its key. It may be bad too: so it repeats, as far as the budget goes.
 */
import type pg from 'pg';
import type { RowCounts } from '../../domain/change/change.ts';
import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { QuarantinedRow } from '../../domain/ports/set-aside.ts';
import { keptFault } from '../../domain/quarantine/quarantined-row.ts';
import { isAppendOnly } from '../../domain/table/table.ts';
import { type Searched, searchBadRows } from './bad-row-rounds.ts';
import { mergeChecked, type Scene } from './bad-row-trials.ts';
import type { ChangeSet } from './merge.ts';
import { noteRows } from './rehearsal.ts';
import { rowFaultOf } from './server-fault.ts';
import { countAside, setRowsAside } from './set-aside.ts';
import { type Guard, guardMerge, readGuard } from './sql/guard.ts';
import type { Transaction } from './transaction.ts';

/**
 * Merges a set into its target, whose lock is held, behind `guardMerge`. Where that was sent before, `guarded` is its
 * answer; `later`: deferrable constraints are not asked, since other sets follow that they are to see too.
 * @throws LoaderError CONSTRAINT_VIOLATED or DATABASE_REFUSED that names the first bad row, if none may be set aside; what
 *   `SetAside.overBudget` gives, if there are more than may be
 */
export async function mergeSound(
  transaction: Transaction,
  changes: ChangeSet,
  guarded?: Guard | 'later',
): Promise<RowCounts> {
  const shape = shapeAgain(transaction, changes);
  await noteRows(transaction, changes);
  // What a rehearsal does before is not to be undone with a merge.
  const isGuarded = transaction.intent.isRehearsal !== true && typeof guarded === 'object';
  const { hasDeferrable, writtenBefore, hasOthers, checksOthers } = isGuarded ? guarded : await guard(transaction);
  const set: ChangeSet = { ...changes, shape, hasOthers, checksOthers };
  const isAsked = hasDeferrable && guarded !== 'later';
  const scene: Scene = { transaction, set, hasDeferrable: isAsked, written: writtenBefore, isLinked: false };
  try {
    return await mergeChecked(scene);
  } catch (error) {
    const fault = rowFaultOf(error);
    if (fault === undefined) {
      throw error;
    }
    const { counts, bad } = await searchBadRows(scene, fault);
    const rows = await rowsOfFile(transaction, bad);
    await setRowsAside(transaction, rows);
    transaction.intent.setAside?.remark?.(rows.flatMap(({ faults }) => faults));
    return countAside(counts, bad.length);
  }
}

/** Changes may meet what they made before: those of a reopened object, and rows that were set aside when it was loaded again. */
function shapeAgain({ claim, intent }: Transaction, { shape }: ChangeSet): ChangeSet['shape'] {
  const { isReopened = false, isRetried = false } = claim;
  return isReopened || (isRetried && !isAppendOnly(intent.table)) ? { ...shape, isReopened: true, isRetried } : shape;
}

async function guard({ client, intent }: Transaction): Promise<Guard> {
  return readGuard((await client.query(guardMerge(intent.table))) as unknown as pg.QueryResult[]);
}

/** The bad rows as their file has them, with their reasons. */
async function rowsOfFile({ intent }: Transaction, bad: Searched['bad']): Promise<readonly QuarantinedRow[]> {
  const numbers = bad.map(({ culprit }) => culprit.row).toSorted((one, other) => one - other);
  const sources = numbers.length === 0 ? [] : ((await intent.setAside?.sourceRows(numbers)) ?? []);
  if (sources.length !== numbers.length) {
    throw new LoaderError('COUNTS_DISAGREE', {
      object: objectUrl(intent.object),
      reason: `the database refuses ${numbers.length} rows, and ${sources.length} of them were found in the file`,
      remedy: 'nothing was committed; report this with the file',
    });
  }
  return sources.flatMap(source =>
    bad
      .filter(({ culprit }) => culprit.row === source.row)
      .map(({ culprit, fault }) => ({
        source,
        writtenAtMicros: culprit.writtenAtMicros ?? intent.writtenAtMicros,
        faults: [keptFault(fault)],
      })),
  );
}
