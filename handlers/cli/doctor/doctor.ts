import { diagnose } from '../../../domain/doctor/diagnose.ts';
import { readConfig } from '../../config.ts';
import { loadRoutes } from '../../tables.ts';
import { gatherWiring } from '../../wiring.ts';
import { type Call, textOf } from '../command.ts';
import type { ExitCode } from '../output.ts';
import { countHealth, doctorText } from './report.ts';

/** `dms-loader doctor`: the wiring, read-only. What cannot be read is told as such, and fails nothing. */
export async function runDoctor({ options, environment, output }: Call): Promise<ExitCode> {
  const config = readConfig(environment, []);
  const routes = await loadRoutes(config.tablesPath);
  const wiring = await gatherWiring({
    config,
    routes,
    environment,
    buckets: textsOf(options['bucket']),
    functionName: textOf(options['function']),
  });
  const findings = diagnose(wiring);
  const counts = countHealth(findings);
  output.answer(doctorText(findings, output.paint), { findings, counts });
  return counts.problem > 0 ? 1 : 0;
}

function textsOf(option: unknown): readonly string[] {
  return Array.isArray(option) ? option.filter(text => typeof text === 'string') : [];
}
