/** Each command of the command line in bad states of what is around it. A new command joins by itself, and needs its arguments here. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../handlers/cli/commands/index.ts';
import { runCli } from '../../handlers/cli/run.ts';

const FILE = 's3://landing/dmstest/test_product/20260131-120000000.parquet';
const TABLE = 'dmstest.test_product';

/** What makes each command whole, besides its name. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  migrate: [],
  sweep: [TABLE, '--before', '2026-01-31T12:00:00Z', '--yes'],
  truncate: [TABLE, '--yes'],
  load: [FILE],
  check: [FILE],
  inspect: ['test/golden/cdc_dms_default.parquet'],
  status: [],
  ledger: [],
  replay: ['s3://landing/dmstest/', '--yes'],
  'trace file': [FILE],
  'trace row': [TABLE, '1'],
  'quarantine ls': [],
  'quarantine show': [TABLE, '--object', FILE, '--row', '1'],
  'quarantine retry': [TABLE],
  'quarantine drop': [TABLE, '--reason', 'no use', '--yes'],
  'dlq ls': [],
  'dlq show': ['7c1f'],
  'dlq redrive': ['--where', 'judgement=transient'],
  'dlq drop': ['--where', 'judgement=not-ours', '--reason', 'no use', '--yes'],
  'give-up': [FILE, '--reason', 'no use', '--yes'],
  prune: ['--older-than', '400d', '--yes'],
  worker: [],
  console: ['--port', '0'],
  doctor: [],
  reconcile: ['s3://landing/', '--enqueue'],
  config: [],
  completion: ['bash'],
};

/** They ask for no database. */
const WITHOUT_DATABASE = ['inspect', 'config', 'completion'];

/** They serve until they are stopped, and tell of a database that is away in their log and on their pages. */
const SERVING = ['worker', 'console'];

/** Nothing listens at port 1. */
const AWAY = 'http://127.0.0.1:1';
const ENVIRONMENT = {
  QUEUE_URL: `${AWAY}/0/files`,
  DEAD_LETTER_QUEUE_URL: `${AWAY}/0/files-dlq`,
  DATABASE_URL: 'postgres://loader:hidden-word@127.0.0.1:1/app',
};
const SURROUNDINGS = {
  AWS_ENDPOINT_URL: AWAY,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_MAX_ATTEMPTS: '1',
};

const names = COMMANDS.map(({ name }) => name);
const asking = names.filter(name => !WITHOUT_DATABASE.includes(name));

interface Told {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function told(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Told> {
  for (const [name, value] of Object.entries(SURROUNDINGS)) {
    vi.stubEnv(name, value);
  }
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[stream], 'write').mockImplementation(text => {
      said[stream] += String(text);
      return true;
    });
  }
  const exitCode = await runCli(args, environment);
  return { exitCode, ...said };
}

function words(name: string): string[] {
  return [...name.split(' '), ...(ARGUMENTS[name] ?? [])];
}

it('every command is tried here', () => {
  expect(Object.keys(ARGUMENTS).toSorted()).toEqual(names.toSorted());
});

describe('a mistyped option is wrong usage', () => {
  it.each(names)('%s', async name => {
    const args = [...words(name), '--frobnicate', '--json'];
    const { exitCode, stdout, stderr } = await told(args, ENVIRONMENT);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("unknown option '--frobnicate'");
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'COMMAND_INVALID', message: "error: unknown option '--frobnicate'" },
    });
  });
});

describe('without configuration the variable that is missing is named', () => {
  it.each(asking.filter(name => name !== 'doctor'))('%s', async name => {
    const { exitCode, stdout, stderr } = await told([...words(name), '--json'], {});
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^dms-loader: the environment has .*DATABASE_URL: not set; set it to .* \(CONFIG_INVALID\)\n$/u,
    );
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'CONFIG_INVALID', message: expect.stringContaining('DATABASE_URL: not set') },
    });
  });
});

describe('what does not answer is told in one line, without a password', () => {
  it.each(asking.filter(name => name !== 'doctor' && !SERVING.includes(name)))('%s', async name => {
    const { exitCode, stdout, stderr } = await told([...words(name), '--json'], ENVIRONMENT);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^dms-loader: .*connect ECONNREFUSED 127\.0\.0\.1:1; check .* \((?:DATABASE|QUEUE)_UNAVAILABLE\)\n$/u,
    );
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: expect.stringMatching(/^(?:DATABASE|QUEUE)_UNAVAILABLE$/u),
        message: expect.stringContaining('connect ECONNREFUSED 127.0.0.1:1; check '),
      },
    });
    expect(stdout + stderr).not.toContain('hidden-word');
  });
});

it('the doctor tells of all that does not answer as findings', async () => {
  const { exitCode, stdout, stderr } = await told(['doctor', '--json'], ENVIRONMENT);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).findings).toContainEqual(
    expect.objectContaining({ check: 'database', verdict: 'problem', what: expect.stringContaining('ECONNREFUSED') }),
  );
  expect(stdout + stderr).not.toContain('hidden-word');
});

describe('a command that needs no database asks for none', () => {
  it.each(['inspect', 'completion'])('%s', async name => {
    const { exitCode, stdout } = await told([...words(name), '--json'], {});
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).not.toHaveProperty('error');
  });
});
