import { afterEach, describe, expect, it } from 'vitest';
import { LoaderError } from '../../domain/errors.ts';
import type { ExitCode, Output } from '../../handlers/cli/output.ts';
import { watch } from '../../handlers/cli/status/watch.ts';
import { keptOutput } from '../doubles/output.ts';
import { type RunningCli, startCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const LOST = new LoaderError('DATABASE_UNAVAILABLE', { reason: 'gone', remedy: 'wait' });

interface Watched {
  readonly exitCode: ExitCode;
  readonly texts: readonly string[];
}

/** Looks that come to these, each a tenth of a second after the other; the watch is stopped by the last of them. */
async function watched(looks: readonly (ExitCode | LoaderError)[], isTerminal: boolean): Promise<Watched> {
  const texts: string[] = [];
  const output: Output = { ...keptOutput().output, answer: text => void texts.push(text) };
  const stop = new AbortController();
  let at = 0;
  const look = async (shown: Output): Promise<ExitCode> => {
    const came = looks[at] ?? 0;
    at += 1;
    if (at === looks.length) {
      stop.abort();
    }
    if (came instanceof LoaderError) {
      throw came;
    }
    shown.answer(`look ${at}`, {});
    return await Promise.resolve(came);
  };
  return { exitCode: await watch(look, { seconds: 0.1, output, isTerminal, signal: stop.signal }), texts };
}

describe('a watch', () => {
  it('prints one look after another, and ends with the exit code of the last', async () => {
    expect(await watched([0, 1, 0], false)).toEqual({ exitCode: 0, texts: ['look 1', 'look 2', 'look 3'] });
    expect(await watched([0, 1], false)).toMatchObject({ exitCode: 1 });
  });

  it('draws each look in the place of the one before on a terminal', async () => {
    const home = '\u001b[H\u001b[J';
    expect((await watched([0, 0], true)).texts).toEqual([`${home}look 1`, `${home}look 2`]);
  });

  it('goes on after a look that failed, since the database may come back', async () => {
    expect(await watched([0, LOST, 0], false)).toEqual({
      exitCode: 0,
      texts: ['look 1', 'gone; wait (DATABASE_UNAVAILABLE)', 'look 3'],
    });
    expect(await watched([0, LOST], false)).toMatchObject({ exitCode: 1 });
  });

  it('ends at once where the first look fails', async () => {
    await expect(watched([LOST, 0], false)).rejects.toBe(LOST);
  });
});

describe('dms-loader status --watch', () => {
  const stack = useStack();
  let running: RunningCli | undefined;

  afterEach(() => running?.process.kill('SIGKILL'));

  it('looks until Ctrl-C', async () => {
    running = startCli(['status', '--watch', '1'], stack().environment);
    let looks = 0;
    await new Promise<void>(resolve => {
      running?.process.stdout?.on('data', chunk => {
        looks += String(chunk).match(/^all well: 1 table, no change is loaded yet$/gmu)?.length ?? 0;
        if (looks >= 2) {
          resolve();
        }
      });
    });
    running.process.kill('SIGINT');
    const { exitCode, stderr } = await running.ended;
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });
});
