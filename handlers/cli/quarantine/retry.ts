import { retryQuarantine } from '../../../pipeline/retry-quarantine.ts';
import { actorName } from '../actor.ts';
import type { Call } from '../command.ts';
import type { ExitCode } from '../output.ts';
import { whereOf } from './options.ts';
import { isRetried, retryDocument, retryLine, retryRemarks, retrySummary } from './report.ts';
import { onQuarantineOf } from './scene.ts';

/** `dms-loader quarantine retry`: another try with what is set aside. */
export async function runRetry(call: Call): Promise<ExitCode> {
  const { options, output } = call;
  const where = whereOf(options);
  return await onQuarantineOf(call, async ({ quarantine, loader, seconds }, table) => {
    const request = { table, where, seconds, actor: actorName(), isRehearsal: options['dryRun'] === true };
    const results = await retryQuarantine(request, quarantine, loader);
    for (const result of results) {
      output.progress(retryLine(result), retryRemarks(result));
    }
    output.answer(retrySummary(results, request), retryDocument(results, request));
    return results.every(isRetried) ? 0 : 1;
  });
}
