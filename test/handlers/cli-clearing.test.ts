import { setTimeout as pause } from 'node:timers/promises';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { changesKey, loadKey, productFile } from '../factories/dms-files.ts';
import { type CliRun, runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const stack = useStack();
const NAMES = 'select product_name as name from dmstest.test_product order by product_id';
const ACTIONS = `select action, target_schema || '.' || target_table as target, actor <> '' as has_actor,
  (detail->'rows'->>'placed')::int as rows from dms_loader.operator_action order by operator_action_id`;

const cli = (...args: readonly string[]): Promise<CliRun> => runCli(args, stack().environment);
const url = (key: string): string => `s3://${stack().bucket}/${key}`;

/** A file of products 1, 2, ... with these names. */
function products(...names: readonly string[]): Uint8Array {
  return productFile(names.map((name, at) => ({ id: BigInt(at + 1), name })));
}

/** S3 tells whole seconds: what is to be newer has to wait for the next one. */
async function nextSecond(): Promise<void> {
  await pause(1050 - (Date.now() % 1000));
}

beforeEach(async () => {
  await stack().query(`truncate dmstest.test_product, dms_loader.table_floor, dms_loader.operator_action,
    dms_loader.object_load, dms_loader.table_load, dms_loader.load_attempt, dms_loader.quarantined_row`);
});

describe('sweep', () => {
  it('P12: fact 14: rehearses, then removes what a shorter reload did not bring, once, and writes it down', async () => {
    await stack().put(loadKey(1), products('one', 'two'));
    await stack().put(loadKey(2), productFile([{ id: 3n, name: 'three' }]));
    expect((await cli('load', url('dmstest/'))).stderr).toContain('loaded');
    await nextSecond();
    await stack().put(loadKey(1), products('reloaded'));

    const early = await cli('sweep', 'dmstest.test_product', '--yes');
    expect(early.exitCode).toBe(1);
    expect(early.stderr).toContain(`1 of the full load's files is not loaded: ${url(loadKey(1))}`);
    expect(early.stderr).toContain(`dms-loader load ${url(loadKey(1))}`);

    expect((await cli('load', url(loadKey(1)))).stdout).toContain('1 loaded');
    for (const options of [[], ['--dry-run', '--yes']]) {
      const { exitCode, stdout, stderr } = await cli('sweep', 'DMSTEST.test_product', ...options);
      expect(stderr).toBe('');
      expect(stdout).toContain('would remove: 2 rows written before');
      expect(stdout).toContain(`left out, as an earlier and longer load left them: 1 files\n    ${url(loadKey(2))}`);
      expect(stdout).toContain('to do it: dms-loader sweep dmstest.test_product --yes');
      expect(exitCode).toBe(0);
    }
    expect(await stack().query(NAMES)).toHaveLength(3);

    const done = JSON.parse((await cli('sweep', 'dmstest.test_product', '--yes', '--json')).stdout);
    expect(done).toMatchObject({
      action: 'sweep',
      isDone: true,
      rows: { placed: 2, unplaced: 0 },
      files: [{ object: url(loadKey(1)) }],
      stale: [{ object: url(loadKey(2)) }],
    });
    expect(await stack().query(NAMES)).toEqual(['{"name":"reloaded"}']);
    expect((await cli('sweep', 'dmstest.test_product', '--yes')).stdout).toContain('removed: 0 rows');
    expect(await stack().query(ACTIONS)).toEqual([
      '{"action":"sweep","target":"dmstest.test_product","has_actor":true,"rows":2}',
      '{"action":"sweep","target":"dmstest.test_product","has_actor":true,"rows":0}',
    ]);
    await Promise.all(
      [1, 2].map(number => stack().s3.send(new DeleteObjectCommand({ Bucket: stack().bucket, Key: loadKey(number) }))),
    );
  });

  it('asks for --before where no bucket has the files', async () => {
    const { exitCode, stderr } = await cli('sweep', 'dmstest.test_product');
    expect(stderr).toContain('no full-load file of dmstest.test_product is in a bucket; say with --before');
    expect(exitCode).toBe(1);
  });
});

describe('truncate', () => {
  it('P12: fact 13: rehearses for a time, removes what was written before it, and writes it down', async () => {
    await stack().put(changesKey('20260131110000000'), productFile([{ op: 'I', id: 1n, name: 'before' }]));
    await stack().put(changesKey('20260131130000000'), productFile([{ op: 'I', id: 2n, name: 'after' }]));
    expect((await cli('load', url('dmstest/'))).stderr).toContain('loaded');
    const at = ['--at', '2026-01-31T12:00:00Z'];
    const { stdout } = await cli('truncate', 'dmstest.test_product', ...at);
    expect(stdout).toContain(
      'would remove: 1 rows written before 2026-01-31T12:00:00.000000Z, the oldest of 2026-01-31T11:00',
    );
    expect(stdout).toContain('to do it: dms-loader truncate dmstest.test_product --at 2026-01-31T12:00:00.000Z --yes');
    expect(await stack().query(NAMES)).toHaveLength(2);
    expect((await cli('truncate', 'dmstest.test_product', ...at, '--yes')).stdout).toContain('removed: 1 rows');
    expect(await stack().query(NAMES)).toEqual(['{"name":"after"}']);
    expect((await cli('truncate', 'dmstest.test_product', ...at, '--yes')).stdout).toContain('removed: 0 rows');
    expect(await stack().query(ACTIONS)).toHaveLength(2);
  });

  it.each([
    [['test_prodct'], 'is no mapped table; name one of dmstest.test_product'],
    [['dmstest.test_prodct'], 'did you mean dmstest.test_product?'],
    [['dmstest.test_product', '--at', '2999-01-01T00:00:00Z'], 'is a time for --at that is yet to come'],
    [['dmstest.test_product', '--at', 'noon'], 'is no time for --at'],
  ])('refuses %j', async (args, words) => {
    const { exitCode, stderr } = await cli('truncate', ...args);
    expect(stderr).toContain(words);
    expect(exitCode).toBe(2);
  });
});
