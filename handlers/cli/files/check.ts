import type { LoadResult } from '../../../pipeline/loader.ts';
import { rehearsing } from '../../../pipeline/rehearse.ts';
import type { Call } from '../command.ts';
import type { ExitCode } from '../output.ts';
import { asChecked, checkSummary, toldCheck } from './check-report.ts';
import { eachFile, isFine } from './each-file.ts';

/** `dms-loader check`: the whole of a load, rolled back at its end. Each file by itself, as if it were the next one. */
export async function runCheck(call: Call): Promise<ExitCode> {
  const { results, files, isInVain } = await eachFile(call, {
    loaderOf: loader => ({ ...loader, database: rehearsing(loader.database), isRehearsal: true }),
    tell: toldCheck,
  });
  const problems = isInVain ? files : files - results.filter(isSound).length;
  call.output.answer(checkSummary(results, files), { objects: results.map(asChecked), files, problems });
  return problems === 0 ? 0 : 1;
}

function isSound(result: LoadResult): boolean {
  return isFine(result) && (result.counts?.quarantined ?? 0) === 0;
}
