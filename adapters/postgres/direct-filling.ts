import pg from 'pg';
import type { ChangeBatch } from '../../domain/change/change.ts';
import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { LoadIntent } from '../../domain/ports.ts';
import { isExact } from './check-target.ts';
import { constantColumn, rowNumberColumn } from './copy/columns.ts';
import { type CopyStream, openCopy } from './copy-stream.ts';
import type { Filling } from './filling.ts';
import { quoted, quotedTarget } from './identifiers.ts';
import { needsExclusiveLock } from './lock-mode.ts';
import { describeTarget, type TargetRow } from './sql/describe-target.ts';
import { LEAVE_PROBE, probeEmpty, readProbe } from './sql/probe-empty.ts';
import type { Transaction } from './transaction.ts';

/**
 * The first full load of a table goes straight into it: nothing can stand there that is newer, so there is nothing to
 * merge (measured: 1.3 to 1.7 times faster). Undefined where the target is not empty, not this
 * load's alone, or of other types than the mapping: binary COPY casts nothing.
 *
 * The target's lock is held exclusively, as by a load that deletes: no other load writes meanwhile. A stranger who does can
 * only cause a key to be there twice, and that ends the COPY.
 */
export async function fillDirectly(transaction: Transaction): Promise<Filling | undefined> {
  const { client, intent, claim } = transaction;
  const probe = (await client.query(probeEmpty(intent.table))) as unknown as pg.QueryResult[];
  // A table keeps its columns for as long as this transaction holds a lock on it, which the probe took.
  const { rows } = readProbe(probe) ? await client.query<TargetRow>(describeTarget(intent.table)) : { rows: [] };
  if (!isExact(intent.table, rows[0])) {
    await client.query(LEAVE_PROBE);
    return;
  }
  const names = [...intent.columns.map(column => column.name), '_dms_written_at', '_dms_row', '_dms_load'];
  const copy = await openCopy(client, {
    into: `${quotedTarget(intent.table)} (${names.map(quoted).join(', ')})`,
    types: [...intent.columns.map(column => column.type.sql), 'timestamp', 'bigint', 'bigint'],
  });
  return {
    copy: sayingRepeated(copy, intent),
    columnNames: names,
    columnsOf(batch: ChangeBatch) {
      if (needsExclusiveLock(intent, batch)) {
        throw keyRepeated(intent, 'the file deletes rows or changes keys');
      }
      return [
        ...batch.columns,
        constantColumn(batch.writtenAtMicros, batch.rowCount),
        rowNumberColumn(batch),
        constantColumn(claim.tableLoadId, batch.rowCount),
      ];
    },
    settle: rowCount =>
      Promise.resolve({ read: rowCount, applied: rowCount, unchanged: 0, superseded: 0, quarantined: 0 }),
  };
}

/** The server says at any moment that a key is there already; then the expectation of distinct keys was wrong. */
function sayingRepeated(copy: CopyStream, intent: LoadIntent): CopyStream {
  async function translated<Result>(step: Promise<Result>): Promise<Result> {
    try {
      return await step;
    } catch (error) {
      throw error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION
        ? keyRepeated(intent, `PostgreSQL says: ${error.message} ${error.detail ?? ''}`, error)
        : error;
    }
  }
  return {
    add: (columns, rowCount) => translated(copy.add(columns, rowCount)),
    finish: () => translated(copy.finish()),
    fail: copy.fail,
  };
}

const UNIQUE_VIOLATION = '23505';

function keyRepeated(intent: LoadIntent, reason: string, cause?: unknown): LoaderError {
  return new LoaderError('KEY_REPEATED', {
    object: objectUrl(intent.object),
    reason: `keys are not distinct: ${reason}`,
    remedy: 'it is loaded again at once, by a merge',
    cause,
  });
}
