/** The web console's server: each request is checked, given to its page, and answered; nothing is kept but sessions. */

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../domain/log.ts';
import { answerTo } from './answer.ts';
import { failurePage } from './failure-page.ts';
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

/** Longer than any page takes; a client that sends its form byte by byte is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;

/** @throws the error of `listen`, such as EADDRINUSE */
export async function startConsole({ host, port, token, scene, log }: ConsoleOptions): Promise<RunningConsole> {
  const [page, parts, icon] = await Promise.all([asset('page.css'), asset('parts.css'), asset('icon.svg')]);
  const style = `${page}${parts}`;
  const setting = { scene, host, sessions: makeSessions(token), hasToken: token !== undefined, style, icon };
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    const began = performance.now();
    answerTo(request, setting)
      .catch(error => failurePage(error, log))
      .then(answer => send(response, answer, performance.now() - began))
      .catch(error => {
        log.error('console-answer-failed', { error });
        response.destroy();
      });
  });
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
