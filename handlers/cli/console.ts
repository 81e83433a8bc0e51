import { once } from 'node:events';
import { type Config, readConfig } from '../config.ts';
import { isLoopback } from '../console/gate.ts';
import { openScene } from '../console/open-scene.ts';
import { type RunningConsole, startConsole } from '../console/server.ts';
import { LEAST_TOKEN_LENGTH } from '../settings.ts';
import { loadRoutes } from '../tables.ts';
import { actorName } from './actor.ts';
import { type Call, textOf } from './command.ts';
import { misuse } from './misuse.ts';
import type { ExitCode } from './output.ts';
import { makeTerminalLog } from './terminal-log.ts';
import { wholeNumber } from './whole-number.ts';

/** What container runtimes and terminals send to end a process. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** `dms-loader console`: serves its pages until it is told to stop. */
export async function runConsole(call: Call): Promise<ExitCode> {
  const { environment, output } = call;
  const config = readConfig(environment, ['database']);
  const asked = consoleAsked(call, config);
  const routes = await loadRoutes(config.tablesPath);
  const log = makeTerminalLog(output);
  const scene = openScene({ config, routes, log, actor: actorName(), isReadOnly: asked.isReadOnly });
  try {
    const running = await listening({ ...asked, scene, log });
    output.answer(`dms-loader console: ${running.url}`, {
      url: running.url,
      needsToken: asked.token !== undefined,
      isReadOnly: asked.isReadOnly,
    });
    await Promise.race(STOP_SIGNALS.map(signal => once(process, signal)));
    await running.close();
    return 0;
  } finally {
    await scene.close();
  }
}

interface ConsoleAsked {
  readonly host: string;
  readonly port: number;
  readonly token: string | undefined;
  readonly isReadOnly: boolean;
}

/** @throws LoaderError COMMAND_INVALID for a port that is none, a token that is short, another host without one */
export function consoleAsked({ options }: Pick<Call, 'options'>, config: Pick<Config, 'consoleToken'>): ConsoleAsked {
  const host = textOf(options['host']) ?? '';
  const token = textOf(options['token']) ?? config.consoleToken;
  if (token !== undefined && token.length < LEAST_TOKEN_LENGTH) {
    const remedy = `take ${LEAST_TOKEN_LENGTH} or more, such as those of: openssl rand -base64 24`;
    throw misuse('--token', `has ${token.length} characters, which can be guessed`, remedy);
  }
  if (token === undefined && !isLoopback(host)) {
    const remedy = 'set LOADER_CONSOLE_TOKEN, or leave --host out and come through an SSH tunnel';
    throw misuse(host, 'is an address for --host that other machines reach, and there is no token', remedy);
  }
  return {
    host,
    port: wholeNumber('--port', textOf(options['port']) ?? '', [0, 65_535]),
    token,
    isReadOnly: options['readOnly'] === true,
  };
}

/** Somebody else's port, or one that needs more rights, is a wrong option. */
async function listening(options: Parameters<typeof startConsole>[0]): Promise<RunningConsole> {
  try {
    return await startConsole(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw misuse(
      `${options.host}:${options.port}`,
      `cannot be listened on: ${reason}`,
      'give another --port or --host',
    );
  }
}
