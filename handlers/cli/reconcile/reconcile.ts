import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { makeS3Client } from '../../../adapters/s3/client.ts';
import { listObjects } from '../../../adapters/s3/list-keys.ts';
import type { Routes } from '../../../domain/object/route.ts';
import { checkRows } from '../../../pipeline/check-rows.ts';
import { reconcile } from '../../../pipeline/reconcile.ts';
import type { ReconcileTally } from '../../../pipeline/reconcile-tally.ts';
import { boundHeap } from '../../bound-heap.ts';
import { type Config, readConfig } from '../../config.ts';
import { loadRoutes } from '../../tables.ts';
import type { Call } from '../command.ts';
import { misuse } from '../misuse.ts';
import type { ExitCode, Output } from '../output.ts';
import { withDatabase } from '../with-database.ts';
import { type Enqueuing, enqueuing, rehearsedEnqueuing } from './enqueue.ts';
import { type ReconcileOptions, reconcileOptions } from './options.ts';
import { documentOf, type ReconcileReport, reconcileText } from './report.ts';

/** `dms-loader reconcile`: a bucket held against the ledger. */
export async function runReconcile(call: Call): Promise<ExitCode> {
  const options = reconcileOptions(call);
  const config = readConfig(call.environment, options.isEnqueuing ? ['database', 'queue'] : ['database']);
  // A million keys leave a lot behind, of which little is in use.
  boundHeap(config.memoryMib);
  const routes = await loadRoutes(config.tablesPath);
  return await withDatabase(config, async (database): Promise<ExitCode> => {
    const report = await reportOn({ options, config, routes, database }, call.output);
    refuseNothing(call.args[0] ?? '', report.tally);
    call.output.answer(reconcileText(report, call.output), documentOf(report));
    return report.isFine ? 0 : 1;
  });
}

/** A schedule with a mistyped prefix would find nothing wrong for ever. */
function refuseNothing(place: string, { objects, writes }: ReconcileTally): void {
  if (objects + writes === 0) {
    const reason = 'has nothing below it, neither in the bucket nor in the ledger';
    throw misuse(place, reason, 'give a prefix as S3 has it, s3://bucket/schema/table/');
  }
}

interface Scene {
  readonly options: ReconcileOptions;
  readonly config: Config;
  readonly routes: Routes;
  readonly database: PostgresDatabase;
}

async function reportOn(scene: Scene, output: Output): Promise<ReconcileReport> {
  const { options, config, routes, database } = scene;
  const startedAtMs = Date.now();
  const sending = sendingFor(scene);
  const tally = await goOver(scene, { startedAtMs, sending, output });
  const tables = options.hasRows
    ? await checkRows(tally.tables, { ledger: database.reconciliation, routes, seconds: config.objectSeconds })
    : undefined;
  const isFine = tally.problems === 0 && (tables ?? []).every(({ problems }) => problems.length === 0);
  return { options, startedAtMs, tally, tables, messages: sending?.messages, isFine };
}

function sendingFor({ options, config, database }: Scene): Enqueuing | undefined {
  if (!options.isEnqueuing) {
    return undefined;
  }
  return options.isRehearsal ? rehearsedEnqueuing() : enqueuing(config.queueUrl, database.actions, options);
}

interface Going {
  readonly startedAtMs: number;
  readonly sending: Enqueuing | undefined;
  readonly output: Output;
}

async function goOver(scene: Scene, { startedAtMs, sending, output }: Going): Promise<ReconcileTally> {
  const { options, routes, database } = scene;
  const { bucket, prefix } = options;
  const bar = output.bar(`keys of s3://${bucket}/${prefix}`, undefined);
  try {
    const tally = await reconcile({
      ...options,
      nowMs: startedAtMs,
      listing: listObjects(makeS3Client(), bucket, prefix),
      ledger: database.reconciliation,
      letters: database.letters,
      routes,
      onFinding: async finding => await sending?.add(finding),
      onProgress: keys => bar.at(keys),
    });
    await sending?.end();
    return tally;
  } catch (error) {
    await sending?.fail(error);
    throw error;
  } finally {
    bar.end();
  }
}
