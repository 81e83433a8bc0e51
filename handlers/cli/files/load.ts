import type { Call } from '../command.ts';
import type { ExitCode } from '../output.ts';
import { eachFile, isFine } from './each-file.ts';
import { asDocument, summary, toldOf } from './load-report.ts';

/** `dms-loader load`: the same path as a message takes, without the queue. */
export async function runLoad(call: Call): Promise<ExitCode> {
  const { results, files, isInVain } = await eachFile(call, {
    loaderOf: loader => loader,
    tell: toldOf,
    clearsRefusals: true,
  });
  const problems = isInVain ? files : files - results.filter(isFine).length;
  call.output.answer(summary(results, files), { objects: results.map(asDocument), files, problems });
  return problems === 0 ? 0 : 1;
}
