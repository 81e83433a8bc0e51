/** A local file of products up to where its rows are changes: what the pipeline does before it hands them to the database. */
import { openLocalFile } from '../adapters/files/local-file.ts';
import { makeLog } from '../adapters/telemetry/log.ts';
import type { ChangeBatch } from '../domain/change/change.ts';
import { makeRoutes } from '../domain/object/route.ts';
import type { OpenedFile } from '../domain/ports/files.ts';
import type { LoadIntent, TableIntent } from '../domain/ports/intent.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';
import { mapBatch } from '../domain/table/map-batch.ts';
import { readConfig } from '../handlers/config.ts';
import { makeLoader, type OwnLoader } from '../handlers/wire.ts';
import { intentOf, planFile } from '../pipeline/plan-load.ts';
import { benchProduct } from './table.ts';

const HOUR_MS = 3_600_000;

/** As long as those of S3: a shorter row of the ledger would fit into gaps of old pages, which are nowhere in memory. */
const E_TAG = '0123456789abcdef0123456789abcdef';

export interface PlannedFile {
  readonly file: OpenedFile;
  readonly plan: ColumnPlan;
  readonly rowCount: number;
  /** Reads and maps the file, from its first row. */
  changes(): AsyncGenerator<ChangeBatch>;
  close(): Promise<void>;
}

/** A loader of one database, whose objects are local files. */
export function makeLocalLoader(databaseUrl: string): OwnLoader {
  const store = { open: (): never => fail('objects are local files here') };
  const config = readConfig({ DATABASE_URL: databaseUrl }, ['database']);
  return makeLoader(config, makeRoutes([benchProduct], []), { log: makeLog({ level: 'error' }), store });
}

export async function planLocalFile(
  path: string,
  kind: 'load' | 'cdc',
  { reader }: Pick<OwnLoader, 'reader'>,
): Promise<PlannedFile> {
  const object = await openLocalFile(path, { bucket: 'bench', key: path });
  const file = await reader.open(object, { kind: 'parquet' });
  const { columns, rowCount = 0 } = file;
  const named = { columns, kind, object: path, timestampColumn: undefined, isTimed: false, absentText: undefined };
  const plan = planFile(benchProduct, named, []);
  return {
    file,
    plan,
    rowCount,
    close: () => object.close(),
    async *changes() {
      const writtenAtMicros = BigInt(Date.now()) * 1000n;
      for await (const batch of file.read(plan.reads)) {
        const mapped = mapBatch(plan, batch, writtenAtMicros);
        yield mapped.faultCount === 0 ? mapped.changes : fail(`${path} has bad rows`);
      }
    },
  };
}

/** The intent to load it whole, as a write of an object that nobody has loaded. */
export function intentFor(
  { plan, rowCount }: PlannedFile,
  { key, isFull }: { key: string; isFull: boolean },
): LoadIntent {
  const startedAtMs = Date.now();
  const ofTable: TableIntent = { ...intentOf(benchProduct, plan), expectsDistinctKeys: isFull, rowCount };
  return {
    ...ofTable,
    object: { bucket: 'bench', key, eTag: E_TAG, sizeBytes: 1, lastModifiedMs: isFull ? startedAtMs : undefined },
    writtenAtMicros: BigInt(startedAtMs) * 1000n,
    attempt: { messageId: 'bench', receiveCount: 1, startedAtMs, deadlineMs: startedAtMs + HOUR_MS },
  };
}

function fail(why: string): never {
  throw new Error(why);
}
