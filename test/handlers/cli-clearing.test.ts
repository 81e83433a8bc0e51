import { setTimeout as pause } from 'node:timers/promises';
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSweep } from '../../handlers/cli/clearing/sweep.ts';
import { runTruncate } from '../../handlers/cli/clearing/truncate.ts';
import type { Call } from '../../handlers/cli/command.ts';
import { runLoad } from '../../handlers/cli/files/load.ts';
import { keptOutput } from '../doubles/output.ts';
import { changesKey, loadKey, productFile } from '../factories/dms-files.ts';
import { runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const TABLE = 'dmstest.test_product';
const stack = useStack();
const NAMES = 'select product_name as name from dmstest.test_product order by product_id';
const ACTIONS = `select action, target_schema || '.' || target_table as target, actor <> '' as has_actor,
  (detail->'rows'->>'placed')::int as rows from dms_loader.operator_action order by operator_action_id`;

interface Answer {
  readonly exitCode: number;
  readonly text: string;
  readonly document: unknown;
}

/** Runs a command in this process; its environment is that of the stack. */
async function run(command: (call: Call) => Promise<number>, args: readonly string[], options = {}): Promise<Answer> {
  const { output, said } = keptOutput();
  const exitCode = await command({ args, options, environment: stack().environment, output });
  return { exitCode, text: said.text, document: said.document };
}

const url = (key: string): string => `s3://${stack().bucket}/${key}`;
const load = (key = 'dmstest/'): Promise<Answer> => run(runLoad, [url(key)]);

/** S3 tells whole seconds: what is to be newer has to wait for the next one. */
async function nextSecond(): Promise<void> {
  await pause(1050 - (Date.now() % 1000));
}

beforeEach(async () => {
  await stack().query(`truncate dmstest.test_product, dms_loader.object_slice, dms_loader.table_floor, dms_loader.operator_action,
    dms_loader.object_load, dms_loader.table_load, dms_loader.load_attempt, dms_loader.quarantined_row`);
});
afterEach(async () => {
  const { s3, bucket } = stack();
  const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  await Promise.all(objects.map(({ Key: key }) => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))));
});

describe('sweep', () => {
  it('P12: fact 14: rehearses, then removes what a shorter reload did not bring, once, and writes it down', async () => {
    const one = (name: string) => ({ id: 1n, name });
    await stack().put(loadKey(1), productFile([one('one'), { id: 2n, name: 'two' }]));
    await stack().put(loadKey(2), productFile([{ id: 3n, name: 'three' }]));
    expect((await load()).text).toContain('2 loaded');
    await nextSecond();
    await stack().put(loadKey(1), productFile([one('reloaded')]));
    await expect(run(runSweep, [TABLE], { yes: true })).rejects.toThrow(
      `1 of the full load's files is not loaded: ${url(loadKey(1))}; load them: dms-loader load ${url(loadKey(1))}`,
    );

    expect((await load(loadKey(1))).text).toContain('1 loaded');
    for (const options of [{}, { dryRun: true, yes: true }]) {
      const { exitCode, text } = await run(runSweep, ['DMSTEST.test_product'], options);
      expect(text).toContain('would remove: 2 rows written before');
      expect(text).toContain(`left out, as an earlier and longer load left them: 1 file\n    ${url(loadKey(2))}`);
      expect(text).toContain('to do it: dms-loader sweep dmstest.test_product --yes');
      expect(exitCode).toBe(0);
    }
    expect(await stack().query(NAMES)).toHaveLength(3);

    expect((await run(runSweep, [TABLE], { yes: true })).document).toMatchObject({
      action: 'sweep',
      isDone: true,
      rows: { placed: 2, unplaced: 0 },
      files: [{ object: url(loadKey(1)) }],
      stale: [{ object: url(loadKey(2)) }],
    });
    expect(await stack().query(NAMES)).toEqual(['{"name":"reloaded"}']);
    expect((await run(runSweep, [TABLE], { yes: true })).text).toContain('removed: 0 rows');
    expect(await stack().query(ACTIONS)).toEqual([
      '{"action":"sweep","target":"dmstest.test_product","has_actor":true,"rows":2}',
      '{"action":"sweep","target":"dmstest.test_product","has_actor":true,"rows":0}',
    ]);
  });

  it('asks for --before where no bucket has the files', async () => {
    await expect(run(runSweep, [TABLE])).rejects.toThrow(
      'no full-load file of dmstest.test_product is in a bucket; say with --before',
    );
  });
});

describe('truncate', () => {
  it('P12: fact 13: rehearses for a time, removes what was written before it, and writes it down', async () => {
    await stack().put(changesKey('20260131110000000'), productFile([{ op: 'I', id: 1n, name: 'before' }]));
    await stack().put(changesKey('20260131130000000'), productFile([{ op: 'I', id: 2n, name: 'after' }]));
    expect((await load()).text).toContain('2 loaded');
    const at = { at: '2026-01-31T12:00:00Z' };
    const { text } = await run(runTruncate, [TABLE], at);
    expect(text).toContain('no removal of its files from a bucket is recorded');
    expect(text).toContain(
      'would remove: 1 row written before 2026-01-31T12:00:00.000000Z, the oldest of 2026-01-31T11:00',
    );
    expect(text).toContain('to do it: dms-loader truncate dmstest.test_product --at 2026-01-31T12:00:00.000Z --yes');
    expect(await stack().query(NAMES)).toHaveLength(2);
    expect((await run(runTruncate, [TABLE], { ...at, yes: true })).text).toContain('removed: 1 row');
    expect(await stack().query(NAMES)).toEqual(['{"name":"after"}']);
    expect((await run(runTruncate, [TABLE], { ...at, yes: true })).text).toContain('removed: 0 rows');
    expect(await stack().query(ACTIONS)).toHaveLength(2);
  });

  it('fact 13: tells of the files that were removed from the bucket, and does nothing unless it is told to', async () => {
    await stack().query(`insert into dms_loader.load_attempt (bucket, object_key, message_id, receive_count, outcome,
        started_at, ended_at, target_schema, target_table)
      select 'landing', 'k' || n, 'm', 1, 'removed', now(), timestamptz '2026-01-31T12:00:00Z' + n * interval '1 second',
        'dmstest', 'test_product' from generate_series(1, 3) n`);
    const { exitCode, stdout } = await runCli(['truncate', TABLE, '--json'], stack().environment);
    expect(JSON.parse(stdout)).toMatchObject({
      isDone: false,
      removals: { objects: 3, first: '2026-01-31T12:00:01.000Z', last: '2026-01-31T12:00:03.000Z' },
      command: expect.stringMatching(/^dms-loader truncate dmstest\.test_product --at \S+Z --yes$/u),
    });
    expect(exitCode).toBe(0);
    expect(await stack().query(ACTIONS)).toEqual([]);
    const rehearsed = await runCli(['truncate', TABLE, '--yes', '--dry-run'], stack().environment);
    expect(rehearsed.stdout).toContain('nothing was changed');
  });

  it.each([
    [['test_prodct'], {}, 'is no mapped table; name one of dmstest.test_product'],
    [['dmstest.test_prodct'], {}, 'did you mean dmstest.test_product?'],
    [[TABLE], { at: '2999-01-01T00:00:00Z' }, 'is a time for --at that is yet to come'],
    [[TABLE], { at: '0000-01-01T00:00Z' }, 'is a time for --at before 1970'],
    [[TABLE], { at: 'noon' }, 'is no time for --at'],
  ])('refuses %j %j', async (args, options, message) => {
    const wrong = { code: 'COMMAND_INVALID', message: expect.stringContaining(message) };
    await expect((async () => run(runTruncate, args, options))()).rejects.toMatchObject(wrong);
  });
});
