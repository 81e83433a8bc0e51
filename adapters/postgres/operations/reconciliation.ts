import type pg from 'pg';
import type { KnownWrite, Reconciliation, RowsFound } from '../../../domain/ports/reconciliation.ts';
import type { Table } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { listWrites, PAGE, type WriteRow } from '../sql/list-writes.ts';
import { type RowsRow, rowsAgainstLedger } from '../sql/rows-against-ledger.ts';
import { operate } from './operate.ts';

/** `check` refuses a target that does not fit its mapping. */
export function reconciliationOf(connection: Connection, check: (table: Table) => Promise<unknown>): Reconciliation {
  return {
    writes: (bucket, prefix) => writesOf(connection, bucket, prefix),
    async rows(table, { seconds, isInOrder }) {
      await check(table);
      const { rows } = await operate(connection, seconds, (client: pg.Client) =>
        client.query<RowsRow>(rowsAgainstLedger(table)),
      );
      return rowsFound(rows[0], isInOrder);
    },
  };
}

/** A page is held at a time. The keys below a prefix are consecutive in this order, so that the first other one is the end. */
async function* writesOf(connection: Connection, bucket: string, prefix: string): AsyncGenerator<KnownWrite> {
  let from = prefix;
  for (let isBehind = false; ; isBehind = true) {
    const page = await connection.ask<WriteRow>(listWrites(bucket, from, isBehind));
    for (const row of inOrder(page)) {
      if (!row.object_key.startsWith(prefix)) {
        return;
      }
      yield knownWrite(row);
    }
    if (page.length < PAGE) {
      return;
    }
    from = page.at(-1)?.object_key ?? prefix;
  }
}

/** The lines of one key, the oldest first. */
function inOrder(page: readonly WriteRow[]): readonly WriteRow[] {
  return [...Map.groupBy(page, row => row.object_key).values()].flatMap(lines =>
    lines.toSorted((one, other) => Number(one.object_load_id) - Number(other.object_load_id)),
  );
}

function knownWrite(row: WriteRow): KnownWrite {
  const { error_code: code, error_message: message } = row;
  return {
    key: row.object_key,
    eTag: row.etag,
    sizeBytes: Number(row.size_bytes),
    lastModifiedMs: row.last_modified_ms === null ? undefined : Number(row.last_modified_ms),
    state: row.state,
    firstSeenAtMs: Number(row.first_seen_ms),
    changedAtMs: Number(row.changed_ms),
    givenUpAtMs: row.given_up_ms === null ? undefined : Number(row.given_up_ms),
    error: code === null ? undefined : { code, message: message ?? '' },
    setAside: Number(row.set_aside),
  };
}

function rowsFound(row: RowsRow | undefined, isInOrder: boolean): RowsFound {
  const loadOf = (text: string | null | undefined) => (text ? BigInt(text) : undefined);
  const newest = loadOf(row?.newest_load);
  return {
    rows: Number(row?.rows ?? 0),
    loads: Number(row?.loads ?? 0),
    unknown: { rows: Number(row?.unknown_rows ?? 0), load: loadOf(row?.unknown_load) },
    overfull: { loads: Number(row?.overfull_loads ?? 0), load: loadOf(row?.overfull_load) },
    newest:
      newest === undefined || !isInOrder
        ? undefined
        : {
            load: newest,
            object: row?.newest_object ?? '',
            applied: Number(row?.newest_applied),
            found: Number(row?.newest_found),
          },
  };
}
