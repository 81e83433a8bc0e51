/** The server process: set up in a folder, started, stopped, and never left behind by a process that ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Account } from './binaries.ts';

export interface Server {
  readonly process: ChildProcess;
  /** Holds the server's `data`; deleted with the server. */
  readonly folder: string;
}

const READY = 'database system is ready to accept connections';
const LONGEST_LOG = 4000;
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const running = new Set<Server>();
let isWatching = false;

/** Runs a program to its end. Throws with what it wrote to its standard error. */
export async function runToEnd(program: string, args: readonly string[], account: Account | undefined): Promise<void> {
  const child = spawn(program, args, { ...account, stdio: ['ignore', 'ignore', 'pipe'] });
  const log = collect(child);
  const [code] = await once(child, 'close');
  if (code !== 0) {
    throw new Error(`${program} ended with ${code}: ${log.text}`);
  }
}

/** Starts the server and waits until it accepts connections. */
export async function startServer(
  program: string,
  args: readonly string[],
  place: { readonly account: Account | undefined; readonly folder: string },
): Promise<Server> {
  // In a process group of its own: a terminal's Ctrl-C is for us, who then stop the server in order.
  const child = spawn(program, args, { ...place.account, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const server = { process: child, folder: place.folder };
  guard(server);
  const log = collect(child);
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', () => log.text.includes(READY) && resolve());
    child.once('error', reject);
    child.once('close', code => reject(new Error(`PostgreSQL ended with ${code} before it was ready: ${log.text}`)));
  });
  return server;
}

/** Fast shutdown: open transactions are rolled back, connections closed. Harmless when it has stopped already. */
export async function stopServer(server: Server): Promise<void> {
  running.delete(server);
  if (isAlive(server)) {
    server.process.kill('SIGINT');
    await once(server.process, 'close');
  }
  await rm(server.folder, { recursive: true, force: true });
}

function isAlive(server: Server): boolean {
  return server.process.exitCode === null && server.process.signalCode === null;
}

/** The beginning of what a child writes to its standard error; the rest is read and dropped, so that it never blocks. */
function collect(child: ChildProcess): { text: string } {
  const log = { text: '' };
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    log.text = (log.text + chunk).slice(0, LONGEST_LOG);
  });
  return log;
}

function guard(server: Server): void {
  running.add(server);
  if (isWatching) {
    return;
  }
  isWatching = true;
  process.on('exit', stopAllAtOnce);
  for (const signal of ENDING_SIGNALS) {
    process.on(signal, () => {
      // A signal that somebody listens to no longer ends the process; whoever else listens decides when it ends.
      if (process.listenerCount(signal) === 1) {
        process.exit(128 + constants.signals[signal]);
      }
    });
  }
}

/** All that can be done while the process ends, also after an uncaught error: no promise is waited for any more. */
function stopAllAtOnce(): void {
  for (const server of running) {
    // SIGQUIT is PostgreSQL's immediate shutdown: its data is not wanted any more.
    server.process.kill('SIGQUIT');
  }
  for (const server of running) {
    waitUntilGone(join(server.folder, 'data', 'postmaster.pid'));
    rmSync(server.folder, { recursive: true, force: true });
  }
}

/** The server deletes this file as the last thing it does. Waits at most 5 seconds. */
function waitUntilGone(file: string): void {
  const bell = new Int32Array(new SharedArrayBuffer(4));
  for (let pause = 0; pause < 250 && existsSync(file); pause++) {
    Atomics.wait(bell, 0, 0, 20);
  }
}
