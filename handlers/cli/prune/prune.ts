import { prune } from '../../../adapters/postgres/operations/prune.ts';
import { type PrunePlan, planPrune } from '../../../adapters/postgres/operations/prune-plan.ts';
import { mappedBy } from '../../../domain/object/mapped.ts';
import type { Routes } from '../../../domain/object/route.ts';
import { targetName } from '../../../domain/table/table.ts';
import { readConfig } from '../../config.ts';
import { loadRoutes } from '../../tables.ts';
import { isActing } from '../acting.ts';
import { actorName } from '../actor.ts';
import type { Call } from '../command.ts';
import type { ExitCode } from '../output.ts';
import { withDatabase } from '../with-database.ts';
import { type PruneWork, pruneAsked } from './options.ts';
import { type FailuresOfTarget, pruneDocument, pruneText } from './report.ts';

/** `dms-loader prune`: has the ledger forget what was loaded long ago. */
export async function runPrune(call: Call): Promise<ExitCode> {
  const config = readConfig(call.environment, ['database']);
  const routes = await loadRoutes(config.tablesPath);
  const work = pruneAsked(call, routes);
  return await withDatabase(config, async (database): Promise<ExitCode> => {
    const seconds = config.objectSeconds;
    const plan = await planPrune(database.connection, work.asked, seconds);
    const failures = failuresByTarget(plan, work, routes);
    const isDone = isActing(call.options);
    const chosen = work.isWithFailures ? failures.flatMap(({ folders }) => folders) : [];
    const bar = call.output.bar('pruned', isDone ? totalOf(plan, chosen) : 0);
    const pruned = isDone
      ? await prune(database.connection, plan, {
          actor: actorName(),
          seconds,
          failures: chosen,
          onProgress: done => bar.at(done),
        }).finally(() => bar.end())
      : undefined;
    const report = { work, plan, failures, pruned };
    call.output.answer(pruneText(report), pruneDocument(report));
    return 0;
  });
}

function totalOf({ all, old }: PrunePlan, failures: PrunePlan['failures']): number {
  return all.objects + old.attempts + old.released + failures.reduce((sum, { objects }) => sum + objects, 0);
}

/** Old failures of the tables that are meant; without --table those that no table can be told of, too. */
function failuresByTarget(plan: PrunePlan, { asked }: PruneWork, routes: Routes): readonly FailuresOfTarget[] {
  const mapped = mappedBy(routes);
  const names = asked.tables.map(targetName);
  const folders = Map.groupBy(plan.failures, place => mapped.targetOf(place));
  return [...folders]
    .filter(([target]) => asked.isWhole || (target !== undefined && names.includes(target)))
    .map(([target, own]) => ({ target, folders: own, objects: own.reduce((sum, { objects }) => sum + objects, 0) }));
}
