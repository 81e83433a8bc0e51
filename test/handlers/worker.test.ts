import { describe, expect, it, vi } from 'vitest';
import { productFile } from '../factories/product-file.ts';
import { startCli } from './run-cli.ts';
import { useStack } from './stack.ts';

// A stack for each: the emulator goes on with the long poll of a worker that is gone, and gives it the next message.
describe('a worker', () => {
  const stack = useStack();

  it('P8: loads what is announced, leaves a poison file to the dead-letter queue, and ends with 0 on SIGTERM', async () => {
    const worker = startCli(['worker'], stack().environment);
    for (let id = 0; id < 5; id++) {
      await stack().put(`dmstest/test_product/2026030${id + 1}-010203000.parquet`, productFile([{ id: BigInt(id) }]));
    }
    await stack().put('dmstest/test_product/20260309-010203000.parquet', new Uint8Array(40));
    const [dead] = await stack().receive(stack().deadLetterQueueUrl, 20);
    expect(dead?.Body).toContain('20260309-010203000');
    await vi.waitFor(
      async () => expect(await stack().query('select 1 from dmstest.test_product')).toHaveLength(5),
      20_000,
    );
    worker.process.kill('SIGTERM');
    const { exitCode, stdout } = await worker.ended;
    expect(stdout).toContain('"event":"worker-stopped","end":"drained"');
    expect(exitCode).toBe(0);
    expect(await stack().receive(stack().queueUrl, 0)).toEqual([]);
    expect(await stack().query("select first_error_code from dms_loader.object_load where state = 'rejected'")).toEqual(
      ['{"first_error_code":"PARQUET_NOT_PARQUET"}'],
    );
  });
});

describe('a worker that is told to stop', () => {
  const stack = useStack();

  it('finishes what is in hand before it ends', async () => {
    await stack().query('begin');
    await stack().query('lock dms_loader.object_load in access exclusive mode');
    const worker = startCli(['worker'], stack().environment);
    await stack().put('dmstest/test_product/20260401-010203000.parquet', productFile([{ id: 77n }]));
    const waits = "select 1 from pg_locks where not granted and relation = 'dms_loader.object_load'::regclass";
    await vi.waitFor(async () => expect(await stack().query(waits)).toHaveLength(1), 20_000);
    worker.process.kill('SIGTERM');
    await stack().query('rollback');
    expect((await worker.ended).exitCode).toBe(0);
    expect(await stack().query('select 1 from dmstest.test_product where product_id = 77')).toHaveLength(1);
    expect(await stack().receive(stack().queueUrl, 0)).toEqual([]);
  });
});

describe('a worker that is told to stop and cannot finish', () => {
  const stack = useStack();

  it('ends with 1, and nothing of what was in hand is there', async () => {
    await stack().query('begin');
    await stack().query('lock dms_loader.object_load in access exclusive mode');
    const worker = startCli(['worker'], { ...stack().environment, LOADER_WORKER_DRAIN_SECONDS: '1' });
    await stack().put('dmstest/test_product/20260402-010203000.parquet', productFile([{ id: 78n }]));
    const waits = "select 1 from pg_locks where not granted and relation = 'dms_loader.object_load'::regclass";
    await vi.waitFor(async () => expect(await stack().query(waits)).toHaveLength(1), 20_000);
    worker.process.kill('SIGTERM');
    const { exitCode, stdout } = await worker.ended;
    await stack().query('rollback');
    expect(stdout).toContain('"end":"cut-off"');
    expect(exitCode).toBe(1);
    expect(await stack().query('select 1 from dmstest.test_product where product_id = 78')).toEqual([]);
  });
});
