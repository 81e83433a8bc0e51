import pg from 'pg';
import { LoaderError } from '../../../domain/errors.ts';
import type { ChangeTrace, RowTrace } from '../../../domain/ports/traces.ts';
import { isAppendOnly, type Table, targetName } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { comparableValue } from '../sql/comparable-value.ts';
import { type FloorRow, findFloor } from '../sql/find-floor.ts';
import { findLoadOfRow, type LoadOfRow } from '../sql/find-load-of-row.ts';
import { findRow, type KeyType, keyTypes, type StandingRow } from '../sql/find-row.ts';

/** What stands under a key, and the change that made it so. */
export async function traceRow(connection: Connection, table: Table, key: readonly string[]): Promise<RowTrace> {
  await comparableKey(connection, table, key);
  const [found] = await connection.ask<StandingRow>(findRow(table, key));
  const [floor] = await connection.ask<FloorRow>(findFloor(table));
  return {
    state: stateOf(found),
    madeBy: found === undefined ? undefined : await changeOf(connection, found),
    floor: floor && {
      writtenAtMicros: BigInt(floor.written_at_micros),
      rowNumber: BigInt(floor.row_number),
      reason: floor.reason,
    },
  };
}

function stateOf(found: StandingRow | undefined): RowTrace['state'] {
  if (found === undefined) {
    return 'absent';
  }
  return found.is_deleted ? 'deleted' : 'present';
}

async function changeOf(
  connection: Connection,
  { written_at_micros: writtenAt, row_number: row, table_load_id: load }: StandingRow,
): Promise<ChangeTrace | undefined> {
  if (writtenAt === null || row === null) {
    return;
  }
  const found = load === null ? undefined : await loadOfRow(connection, load, row);
  return { writtenAtMicros: BigInt(writtenAt), row: Number(row), load: found };
}

/** The load that read a row of a file, by `table_load_id` and the number of the row. */
export async function loadOfRow(connection: Connection, load: string, rowNumber: string): Promise<ChangeTrace['load']> {
  const [row] = await connection.ask<LoadOfRow>(findLoadOfRow(load, rowNumber));
  return (
    row && {
      tableLoadId: BigInt(row.table_load_id),
      objectLoadId: BigInt(row.object_load_id),
      object: row.object,
      eTag: row.etag,
      messageId: row.message_id ?? undefined,
      receiveCount: row.receive_count ?? undefined,
      loadedAtMs: Number(row.loaded_at_ms),
      releasedAtMs: row.released_at_ms === null ? undefined : Number(row.released_at_ms),
      mappingFingerprint: row.mapping_fingerprint,
    }
  );
}

/**
 * A text for each part of a key, which equal keys share however they are written (domain/table/key-text.ts).
 * @throws LoaderError COMMAND_INVALID for a table without a key, too few or too many parts, and a text that is no value of its column
 */
export async function comparableKey(
  connection: Connection,
  table: Table,
  key: readonly string[],
): Promise<readonly string[]> {
  refuseOtherKey(table, key);
  const texts: string[] = [];
  for (const [index, column] of keyTypes(table).entries()) {
    texts.push(await comparable(connection, column, { table, text: key[index] ?? '' }));
  }
  return texts;
}

function refuseOtherKey(table: Table, key: readonly string[]): void {
  if (isAppendOnly(table)) {
    throw new LoaderError('COMMAND_INVALID', {
      value: targetName(table),
      reason: 'has no key: every row of every file is a row of it, and none is traced by its key',
      remedy: 'look at _dms_load of the row, and at that table_load_id in dms_loader.load_history',
    });
  }
  if (key.length !== table.key.length) {
    throw new LoaderError('COMMAND_INVALID', {
      value: key.join(' '),
      reason: `has ${key.length} of the ${table.key.length} parts of the key of ${targetName(table)}`,
      remedy: `give a value for each of ${table.key.join(', ')}, in this order`,
    });
  }
}

interface KeyPart {
  readonly table: Table;
  readonly text: string;
}

/** SQLSTATE class 22: the data is not what its type wants. */
const NO_VALUE = /^22/u;

async function comparable(connection: Connection, { name, sql }: KeyType, { table, text }: KeyPart): Promise<string> {
  try {
    const [row] = await connection.ask<{ readonly value: string }>(comparableValue(sql, text));
    // PostgreSQL writes 1e+20 where JavaScript writes all digits.
    return sql === 'double precision' ? String(Number(row?.value)) : (row?.value ?? '');
  } catch (error) {
    const cause = error instanceof LoaderError ? error.cause : undefined;
    if (!(cause instanceof pg.DatabaseError && NO_VALUE.test(cause.code ?? ''))) {
      throw error;
    }
    throw new LoaderError('COMMAND_INVALID', {
      value: text,
      reason: `is no value of ${name}, which is ${sql} in ${targetName(table)}: ${cause.message}`,
      remedy: 'write it as PostgreSQL shows it',
      cause: error,
    });
  }
}
