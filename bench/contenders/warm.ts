/** Programs that stay up, as a warm Lambda does: a line in, a line of JSON out. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

export interface Warm {
  /** @throws Error if the program ends instead of answering */
  ask<Answer>(line: string): Promise<Answer>;
  stop(): Promise<void>;
}

export function startWarm(file: string, args: readonly string[], environment: Readonly<Record<string, string>>): Warm {
  const child = spawn(file, [...args], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const ended = new Promise<void>(resolve => {
    child.once('close', () => resolve());
  });
  return {
    async ask<Answer>(line: string) {
      const answer = nextLine(lines, child);
      child.stdin.write(`${line}\n`);
      return JSON.parse(await answer) as Answer;
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

function nextLine(lines: Interface, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const onEnd = (code: number | null): void => reject(new Error(`a warm program ended with ${code}`));
    child.once('exit', onEnd);
    lines.once('line', line => {
      child.off('exit', onEnd);
      resolve(line);
    });
  });
}
