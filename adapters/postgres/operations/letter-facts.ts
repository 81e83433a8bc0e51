import type pg from 'pg';
import type { LetterEnding, LetterFacts } from '../../../domain/ports/letter-facts.ts';
import type { Connection } from '../connection.ts';
import {
  type At,
  endingsSince,
  floorsOf,
  LAST_ATTEMPT,
  lastAttempts,
  loadedWrites,
  removalsOf,
} from '../sql/letter-facts.ts';

/** Objects of one statement. */
const BATCH = 500;

interface AttemptRow extends At {
  readonly error_code: string | null;
  readonly error_message: string | null;
}

interface RemovalRow extends At {
  readonly event_time: string | null;
  readonly ended_at: Date;
}

interface WriteRow extends At {
  readonly etag: string;
  readonly size_bytes: string;
}

interface FloorRow extends At {
  readonly written_at: string;
  readonly reason: string;
}

interface EndingRow extends At {
  readonly is_done: boolean;
  readonly has_failed: boolean;
}

export function letterFactsOf(connection: Connection): LetterFacts {
  /** The rows of each of many things, in their order. */
  async function each<Thing, Row extends At>(
    things: readonly Thing[],
    query: (batch: readonly Thing[]) => pg.QueryConfig,
  ): Promise<readonly (readonly Row[])[]> {
    const found: Row[][] = things.map(() => []);
    for (let from = 0; from < things.length; from += BATCH) {
      for (const row of await connection.ask<Row>(query(things.slice(from, from + BATCH)))) {
        found[from + row.at - 1]?.push(row);
      }
    }
    return found;
  }

  return {
    async lastAttempts(ids) {
      const rows = await each<bigint, AttemptRow>(ids, lastAttempts);
      return rows.map(list =>
        list.map(row => ({ code: row.error_code ?? undefined, message: row.error_message ?? undefined })),
      );
    },
    async removals(objects) {
      const rows = await each<(typeof objects)[number], RemovalRow>(objects, removalsOf);
      return rows.map(list =>
        list.map(row => ({ eventTime: row.event_time ?? undefined, recordedAtMs: row.ended_at.getTime() })),
      );
    },
    async loadedWrites(objects) {
      const rows = await each<(typeof objects)[number], WriteRow>(objects, loadedWrites);
      return rows.map(list => list.map(row => ({ eTag: row.etag, sizeBytes: Number(row.size_bytes) })));
    },
    async floors(tables) {
      const rows = await each<{ schema: string; table: string }, FloorRow>(
        tables.map(({ target }) => target),
        floorsOf,
      );
      return rows.map(([row]) =>
        row === undefined ? undefined : { writtenAtMicros: BigInt(row.written_at), reason: row.reason },
      );
    },
    async now() {
      const [row] = await connection.ask<{ readonly last: string }>({ text: LAST_ATTEMPT });
      return BigInt(row?.last ?? 0);
    },
    async endings(objects, since) {
      const rows = await each<(typeof objects)[number], EndingRow>(objects, batch => endingsSince(batch, since));
      return rows.map(([row]) => endingOf(row));
    },
  };
}

/** Where one write of an object failed and another is loaded, it is the one that failed which was asked about. */
function endingOf(row: EndingRow | undefined): LetterEnding {
  if (row?.has_failed === true) {
    return 'failed';
  }
  return row?.is_done === true ? 'done' : 'open';
}
