import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { consoleAsked } from '../../../handlers/cli/console.ts';
import { thrownBy } from '../../factories/thrown.ts';
import { type RunningCli, runCli, startCli } from '../run-cli.ts';
import { useStack } from '../stack.ts';
import { rawRequest } from './raw-request.ts';

const NOWHERE = { DATABASE_URL: 'postgres://user:s3cret@127.0.0.1:1/nowhere' };
const TOKEN = 'correct-horse-battery-staple';

const stack = useStack();
const running: RunningCli[] = [];

afterAll(() => {
  for (const { process } of running) {
    process.kill('SIGKILL');
  }
});

async function started(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const cli = startCli(['console', '--port', '0', '--json', ...args], environment);
  running.push(cli);
  let stdout = '';
  cli.process.stdout?.on('data', part => {
    stdout += part;
  });
  const document = await vi.waitFor(() => JSON.parse(stdout), 20_000);
  return { cli, document };
}

describe('dms-loader console', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('serves on loopback, and ends with 0 on %s', async signal => {
    const { cli, document } = await started([], stack().environment);
    expect(document).toMatchObject({ needsToken: false, isReadOnly: false });
    expect(document.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/u);
    expect((await rawRequest(document.url)).status).toBe(200);
    cli.process.kill(signal);
    expect((await cli.ended).exitCode).toBe(0);
  });

  it('P11: is served to other machines with a token only', async () => {
    const { exitCode, stderr } = await runCli(['console', '--host', '0.0.0.0'], NOWHERE);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('and there is no token; set LOADER_CONSOLE_TOKEN')]);
    const { document } = await started(['--host', '0.0.0.0'], { ...NOWHERE, LOADER_CONSOLE_TOKEN: TOKEN });
    expect(document.needsToken).toBe(true);
    const url = document.url.replace('0.0.0.0', '127.0.0.1');
    expect((await rawRequest(url)).status).toBe(401);
  });

  it.each([
    [{ port: 'x' }, '"x" is no number for --port'],
    [{ port: '65536' }, '"65536" is no number for --port'],
    [{ token: 'short' }, 'has 5 characters, which can be guessed'],
    [{ host: '0.0.0.0' }, 'and there is no token; set LOADER_CONSOLE_TOKEN'],
    [{ host: '::' }, 'and there is no token'],
    [{ host: '127.0.0.1.example' }, 'and there is no token'],
  ])('P11: refuses the options %o', (options, words) => {
    const asked = { host: '127.0.0.1', port: '8642', ...options };
    expect(thrownBy(() => consoleAsked({ options: asked }, { consoleToken: undefined })).message).toContain(words);
  });

  it('P11: tells nobody a token of the environment that is too short', async () => {
    const { exitCode, stderr } = await runCli(['console'], { ...NOWHERE, LOADER_CONSOLE_TOKEN: 'hunter2' });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('LOADER_CONSOLE_TOKEN: expected 16 characters')]);
    expect(stderr).not.toContain('hunter2');
  });

  it('on a port that somebody else has says so, and ends with 2', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { exitCode, stderr } = await runCli(['console', '--port', `${port}`], NOWHERE);
    other.close();
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('EADDRINUSE')]);
  });
});

describe('a console without its database', () => {
  it('says on its pages what to do, with 503, and shows neither password nor stack', async () => {
    const { document } = await started([], NOWHERE);
    for (const path of ['', 'loads', 'failures', 'file?url=s3://a/b', 'row?table=dmstest.test_product&key=1']) {
      const { status, text } = await rawRequest(`${document.url}${path}`);
      expect(status).toBe(503);
      expect(text).toContain('check that PostgreSQL runs and that DATABASE_URL names its host and port');
      expect(text).toContain('(DATABASE_UNAVAILABLE)');
      expect(text).not.toMatch(/s3cret|\.ts:\d|at async/u);
    }
  });

  it('says where no dead-letter queue is named', async () => {
    const { document } = await started([], NOWHERE);
    expect((await rawRequest(`${document.url}dlq`)).text).toContain('set QUEUE_URL and DEAD_LETTER_QUEUE_URL');
  });
});
