/** What the commands about dead letters have in common. */
import type { Routes } from '../../../domain/object/route.ts';
import { type Config, readConfig } from '../../config.ts';
import { type DeadLetterDesk, openDesk } from '../../dead-letters.ts';
import { loadRoutes } from '../../tables.ts';
import { type Call, textOf } from '../command.ts';
import type { ExitCode } from '../output.ts';
import { wholeNumber } from '../whole-number.ts';

export interface Scene {
  readonly desk: DeadLetterDesk;
  readonly routes: Routes;
  readonly config: Config;
  /** Raised by the first Ctrl-C; the second one ends the program at once. */
  readonly signal: AbortSignal;
}

/** Opens the desk, closes it whatever happens, and lets Ctrl-C end the work in order. */
export async function atDesk(call: Call, work: (scene: Scene) => Promise<ExitCode>): Promise<ExitCode> {
  const config = readConfig(call.environment, ['database', 'queue', 'dead letters']);
  const routes = await loadRoutes(config.tablesPath);
  const desk = openDesk(config, routes);
  const ending = new AbortController();
  const end = () => ending.abort();
  process.once('SIGINT', end);
  try {
    return await work({ desk, routes, config, signal: ending.signal });
  } finally {
    process.off('SIGINT', end);
    await desk.close();
  }
}

/** What `--where` was given, in the order of the command line. */
export function conditionTexts({ options }: Call): readonly string[] {
  const given = options['where'];
  return Array.isArray(given) ? given.map(String) : [];
}

/**
 * A whole number of an option, undefined where it is not given.
 * @throws LoaderError COMMAND_INVALID
 */
export function numberOf(
  { options }: Call,
  { name, flag, lowest, highest }: { name: string; flag: string; lowest: number; highest: number },
): number | undefined {
  const text = textOf(options[name]);
  return text === undefined ? undefined : wholeNumber(flag, text, [lowest, highest]);
}

/** SQS lets nobody hide more than 120,000 (SQS quotas, in-flight messages). */
export const MOST_LETTERS = 100_000;

/** Letters that are to be looked at. */
export function mostOf(call: Call): number | undefined {
  return numberOf(call, { name: 'most', flag: '--most', lowest: 1, highest: MOST_LETTERS });
}
