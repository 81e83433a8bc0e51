/** The console over the embedded stack, as a browser meets it. */
import { afterAll, beforeAll } from 'vitest';
import { readConfig } from '../../../handlers/config.ts';
import { type OpenScene, openScene } from '../../../handlers/console/open-scene.ts';
import { type RunningConsole, startConsole } from '../../../handlers/console/server.ts';
import { loadRoutes } from '../../../handlers/tables.ts';
import type { TestStack } from '../stack.ts';
import { keptLog } from './kept-log.ts';

export interface ConsoleUnderTest {
  readonly url: string;
  /** What it logged. */
  readonly logged: readonly string[];
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** The page as text. */
  text(path: string): Promise<string>;
  /** Sends a form as a browser does, with the token of the page at `from`. */
  post(path: string, fields: Readonly<Record<string, string>>, from?: string): Promise<Response>;
}

interface Options {
  readonly token?: string;
  readonly isReadOnly?: boolean;
  /** In place of what the stack has. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** One for all tests of a file. */
export function useConsole(stack: () => TestStack, options: Options = {}): () => ConsoleUnderTest {
  let scene: OpenScene;
  let running: RunningConsole;
  const { log, logged } = keptLog();
  beforeAll(async () => {
    const config = readConfig({ ...stack().environment, ...options.environment }, ['database']);
    const routes = await loadRoutes(config.tablesPath);
    scene = openScene({ config, routes, log, actor: 'tester@here', isReadOnly: options.isReadOnly === true });
    running = await startConsole({ host: '127.0.0.1', port: 0, token: options.token, scene, log });
  });
  afterAll(async () => {
    await running.close();
    await scene.close();
  });
  return () => asked(running.url, logged);
}

function asked(url: string, logged: readonly string[]): ConsoleUnderTest {
  const { origin } = new URL(url);
  const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${origin}${path}`, { headers, redirect: 'manual' });
  const text = async (path: string): Promise<string> => await (await get(path)).text();
  return {
    url: origin,
    logged,
    get,
    text,
    async post(path, fields, from = path) {
      const body = new URLSearchParams({ formToken: formTokenIn(await text(from)), ...fields });
      return await fetch(`${origin}${path}`, { method: 'POST', body, headers: { Origin: origin }, redirect: 'manual' });
    },
  };
}

export function formTokenIn(page: string): string {
  return /name="formToken" value="(?<token>[^"]*)"/u.exec(page)?.groups?.['token'] ?? '';
}
