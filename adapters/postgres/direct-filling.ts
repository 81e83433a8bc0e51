import pg from 'pg';
import type { ChangeBatch } from '../../domain/change/change.ts';
import type { Column } from '../../domain/columns/column.ts';
import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { LoadIntent } from '../../domain/ports.ts';
import { isAppendOnly } from '../../domain/table/table.ts';
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
 * merge (measured: 1.3 to 1.7 times faster). Undefined where the target is not empty, not this load's alone, or of other
 * types than the mapping (binary COPY casts nothing), and where the mapping has SQL for staged rows.
 *
 * The target's lock is held exclusively, as by a load that deletes: no other load writes meanwhile. A stranger who does can
 * only cause a key to be there twice, and that ends the COPY.
 */
export async function fillDirectly(transaction: Transaction): Promise<Filling | undefined> {
  const { client, intent } = transaction;
  if (intent.table.sql !== undefined) {
    return;
  }
  const probe = (await client.query(probeEmpty(intent.table))) as unknown as pg.QueryResult[];
  // A table keeps its columns for as long as this transaction holds a lock on it, which the probe took.
  const { rows } = readProbe(probe) ? await client.query<TargetRow>(describeTarget(intent.table)) : { rows: [] };
  if (!isExact(intent.columns, rows[0])) {
    await client.query(LEAVE_PROBE);
    return;
  }
  const columns = [
    ...intent.columns.map(column => ({ name: column.name, sql: column.type.sql })),
    ...LOADER_COLUMNS,
    ...(isAppendOnly(intent.table) ? [OP_COLUMN] : []),
  ];
  const names = columns.map(column => column.name);
  const copy = await openCopy(client, {
    into: `${quotedTarget(intent.table)} (${names.map(quoted).join(', ')})`,
    types: columns.map(column => column.sql),
  });
  return {
    copy: sayingRepeated(copy, intent),
    columnNames: names,
    columnsOf(batch: ChangeBatch) {
      if (needsExclusiveLock(intent, batch)) {
        throw keyRepeated(intent, 'the file deletes rows, changes keys or leaves columns as they are');
      }
      return targetCells(transaction, batch);
    },
    settle: rowCount =>
      Promise.resolve({ read: rowCount, applied: rowCount, unchanged: 0, superseded: 0, quarantined: 0 }),
  };
}

const LOADER_COLUMNS = [
  { name: '_dms_written_at', sql: 'timestamptz' },
  { name: '_dms_row', sql: 'bigint' },
  { name: '_dms_load', sql: 'bigint' },
] as const;

const OP_COLUMN = { name: '_dms_op', sql: 'text' } as const;

/** A batch as rows of the target. */
function targetCells({ intent, claim }: Transaction, batch: ChangeBatch): readonly Column[] {
  const { columns, rowCount, writtenAt, op } = batch;
  return [
    ...columns,
    writtenAt ?? constantColumn(batch.writtenAtMicros, rowCount),
    rowNumberColumn(batch),
    constantColumn(claim.tableLoadId, rowCount),
    ...(isAppendOnly(intent.table) ? [op ?? constantColumn('I', rowCount)] : []),
  ];
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
