/** Files of products that take several transactions, here of 100 rows, and consumers that load them by messages. */
import type { OutcomeKind } from '../../domain/outcome.ts';
import type { Database } from '../../domain/ports/database.ts';
import type { Committed } from '../../domain/ports/load.ts';
import { consumeBatch } from '../../pipeline/consume-batch.ts';
import type { Loader } from '../../pipeline/loader.ts';
import { type ProductRow, productFile } from '../factories/product-file.ts';
import { announcement } from '../promises/support/messages.ts';
import { type QueueInProcess, queueInProcess } from '../promises/support/queue-in-process.ts';
import type { Bench } from './bench.ts';

export const LOAD_KEY = 'dmstest/test_product/LOAD00000001.parquet';
export const CHANGES_KEY = 'dmstest/test_product/20260301-010203456.parquet';

/** A run of 100 rows is two row groups, a slice four. */
const GROUP_ROWS = 50;
const SIZES = { runRows: 100, sliceRows: 200 };

/** Time of an attempt. */
const ATTEMPT_MS = 60_000;

/** Products 1, 2, ... in the order of their rows. */
export function numbered(count: number, change: (row: ProductRow, number: number) => ProductRow = row => row) {
  return Array.from({ length: count }, (_, at) => change({ id: BigInt(at + 1), name: `product ${at + 1}` }, at + 1));
}

/** The target with the rows of `numbered`, each in its own place. */
export function numberedTarget(count: number): string[] {
  return numbered(count).map(({ id, name }) => JSON.stringify({ id: String(id), name, row: Number(id) }));
}

export const TARGET = `select product_id::text as id, product_name as name, _dms_row::int as row
  from dmstest.test_product order by dmstest.test_product.product_id`;

export const COUNTS = `select rows_read::int as read, rows_applied::int as applied, rows_superseded::int as superseded,
  rows_quarantined::int as quarantined from dms_loader.table_load`;

/** First rows of the runs that are committed, in their order. */
export const RUNS = `select slice, first_row::int as "from", before_row::int as before from dms_loader.load_attempt
  where first_row is not null order by restarts, slice, first_row`;

export const STATE = 'select state, restarts from dms_loader.object_load';

export function put(bench: Bench, key: string, rows: readonly ProductRow[]): string {
  bench.store.put(key, productFile(rows, GROUP_ROWS));
  return announcement(bench.store, key);
}

/** A database that tells of each commit. */
function telling(database: Database, told: (committed: Committed) => void): Database {
  return {
    ...database,
    async beginLoad(intent) {
      const load = await database.beginLoad(intent);
      return 'kind' in load
        ? load
        : {
            ...load,
            async commit(progress) {
              const committed = await load.commit(progress);
              told(committed);
              return committed;
            },
          };
    },
  };
}

/** With short runs and slices, and time enough for all of them. */
export function inRuns(loader: Loader): Loader {
  return { ...loader, ...SIZES };
}

/** The time of whose attempts is over with the first run of each. */
export function oneRunEach(loader: Loader): Loader {
  let aheadMs = 0;
  return {
    ...inRuns(loader),
    clock: { now: () => Date.now() + aheadMs },
    database: telling(loader.database, () => {
      aheadMs += ATTEMPT_MS;
    }),
  };
}

/** A queue with the given messages. */
export function queueOf(...bodies: readonly string[]): QueueInProcess {
  const queue = queueInProcess({ receiveLimit: 5 });
  for (const body of bodies) {
    queue.send(body);
  }
  return queue;
}

/** Consumes one message after the other until the queue is empty, or so many; gives what became of each. */
export async function consume(queue: QueueInProcess, loader: Loader, most = 1000): Promise<OutcomeKind[]> {
  const outcomes: OutcomeKind[] = [];
  while (outcomes.length < most) {
    const messages = queue.receive();
    if (messages.length === 0) {
      break;
    }
    for (const message of messages) {
      const consumer = { loader, queue, receiveLimit: 5, random: () => 0 };
      const [result] = await consumeBatch([message], loader.clock.now() + ATTEMPT_MS, consumer);
      outcomes.push(result?.outcome ?? 'failed');
      if (result?.answer === 'acknowledge') {
        queue.acknowledge(message);
      }
    }
  }
  return outcomes;
}
