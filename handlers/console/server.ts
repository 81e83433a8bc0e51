/** The web console's server: each request is checked, given to its page, and answered; nothing is kept but sessions. */

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../domain/log.ts';
import { answerTo } from './answer.ts';
import { failurePage } from './failure-page.ts';
import { makeGuesses } from './guesses.ts';
import { SECURITY_HEADERS } from './headers.ts';
import type { Answer } from './http-answer.ts';
import type { Scene } from './scene.ts';
import { makeSessions } from './sessions.ts';

export interface ConsoleOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Each request has to bring it, or a session that was opened with it; undefined: nobody is asked. */
  readonly token: string | undefined;
  readonly scene: Scene;
  readonly log: Log;
}

export interface RunningConsole {
  readonly url: string;
  close(): Promise<void>;
}

/** Clients that send byte by byte, or nothing, are cut off; so are those that do not read their answer. */
const PATIENCE = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5000,
};
const SILENCE_MS = 120_000;
/** Browsers take 6 each; further ones are closed, before the process runs out of file descriptors (1,024 in many shells). */
const MOST_CONNECTIONS = 256;

/** @throws the error of `listen`, such as EADDRINUSE */
export async function startConsole({ host, port, token, scene, log }: ConsoleOptions): Promise<RunningConsole> {
  const [icon, ...styles] = await Promise.all(['icon.svg', 'page.css', 'parts.css', 'charts.css'].map(asset));
  const guesses = makeGuesses(address => log.warn('console-token-guessed', { address }));
  const setting = {
    scene,
    host,
    sessions: makeSessions(token),
    hasToken: token !== undefined,
    guesses,
    style: styles.join(''),
    icon: `${icon}`,
  };
  const server = createServer(PATIENCE, (request, response) => {
    const began = performance.now();
    answerTo(request, setting)
      .catch(error => failurePage(error, log))
      .then(answer => send(response, answer, performance.now() - began))
      .catch(error => {
        log.error('console-answer-failed', { error });
        response.destroy();
      });
  });
  server.setTimeout(SILENCE_MS);
  server.maxConnections = MOST_CONNECTIONS;
  await listening(server, host, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}/`,
    close: () => closed(server),
  };
}

function asset(name: string): Promise<string> {
  return readFile(new URL(`assets/${name}`, import.meta.url), 'utf8');
}

function send(response: ServerResponse<IncomingMessage>, answer: Answer, tookMs: number): void {
  const { status, headers, body } = answer;
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    ...headers,
    'Server-Timing': `total;dur=${tookMs.toFixed(1)}`,
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
