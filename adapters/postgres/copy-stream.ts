import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Column, SqlType } from '../../domain/columns/column.ts';
import { COPY_HEADER, COPY_TRAILER, encodeRows } from './copy/rows.ts';
import { rowsKeptOut } from './kept-out.ts';

/** A COPY that runs: rows go to the server as they come, no faster than it takes them. */
export interface CopyStream {
  add(columns: readonly Column[], rowCount: number): Promise<void>;
  /**
   * Ends the COPY; gives the rows that the server took.
   * @throws LoaderError COUNTS_DISAGREE if they are others than were sent
   */
  finish(): Promise<number>;
  /** Ends the COPY by an error, so that the connection can be used for a rollback. Harmless once it ended. */
  fail(): Promise<void>;
}

/** `into` is SQL: a table, and the list of its columns where it is not all of them in their order. */
export async function openCopy(
  client: pg.Client,
  { into, types }: { readonly into: string; readonly types: readonly SqlType[] },
): Promise<CopyStream> {
  const copy = client.query(copyFrom(`copy ${into} from stdin (format binary)`));
  let isOpen = true;
  let sent = 0;
  const broken = new Promise<never>((_, reject) => {
    copy.once('error', error => {
      isOpen = false;
      reject(error);
    });
  });
  broken.catch(() => undefined);

  async function write(bytes: Uint8Array): Promise<void> {
    if (!isOpen) {
      // The server may have refused the COPY between two writes: its reason is the error, not that the stream is gone.
      await broken;
    }
    if (!copy.write(bytes)) {
      await Promise.race([once(copy, 'drain'), broken]);
    }
  }

  await write(COPY_HEADER);
  return {
    async add(columns, rowCount) {
      sent += rowCount;
      for (const bytes of encodeRows(types, columns, rowCount)) {
        await write(bytes);
      }
    },
    async finish() {
      await write(COPY_TRAILER);
      const finished = once(copy, 'finish');
      copy.end();
      await Promise.race([finished, broken]);
      isOpen = false;
      if (copy.rowCount !== sent) {
        throw rowsKeptOut(`${sent} rows were sent by COPY, and the table took ${copy.rowCount}`);
      }
      return sent;
    },
    async fail() {
      if (isOpen) {
        isOpen = false;
        const closed = once(copy, 'close').catch(() => undefined);
        copy.destroy(new Error('the load was abandoned'));
        await closed;
      }
    },
  };
}
