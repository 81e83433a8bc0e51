import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { changesKey, productFile } from '../factories/dms-files.ts';
import { runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const stack = useStack();

beforeEach(() => stack().query('truncate dms_loader.operator_action'));

describe('reconcile as an operator may call it', () => {
  it.each([
    [['reconcile'], {}, "missing required argument 'prefix'"],
    [['reconcile', 'landing/dms'], {}, 'is no place in S3; write it as s3://bucket/prefix'],
    [['reconcile', 's3://landing', '--grace', 'soon'], {}, 'is no length of time for --grace'],
    [['reconcile', 's3://landing', '--since', '1h', '--until', '2h'], {}, 'is not behind --since'],
    [['reconcile', 's3://landing', '--dry-run'], {}, '"--dry-run" is given without --enqueue'],
    [['reconcile', 's3://landing', '--enqueue', '--rate', '0'], {}, '"0" is no number for --rate'],
    [
      ['reconcile', 's3://landing/dmstest/tset_product/'],
      {},
      'has nothing below it, neither in the bucket nor in the ledger',
    ],
    [['reconcile', 's3://landing', '--enqueue'], { QUEUE_URL: '' }, 'QUEUE_URL: not set'],
    [['reconcile', 's3://landing'], { DATABASE_URL: '' }, 'DATABASE_URL: not set'],
  ])('%j %j is refused with a remedy', async (args, environment, message) => {
    const { stderr, exitCode } = await runCli(args, { ...stack().environment, ...environment });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(' at ');
    expect(exitCode).toBe(2);
  });

  it.each([
    ['no such bucket', ['s3://lending'], {}, 's3://lending/: is not there, and neither is its bucket'],
    ['no S3', ['s3://landing'], { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }, '(STORE_UNAVAILABLE)'],
    ['no database', ['s3://landing'], { DATABASE_URL: 'postgres://127.0.0.1:1/app' }, '(DATABASE_UNAVAILABLE)'],
  ])('%s: the error says what to do', async (_, args, environment, message) => {
    const { stderr, exitCode } = await runCli(['reconcile', ...args], { ...stack().environment, ...environment });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(exitCode).toBe(1);
  });

  it('no right to list: names the right, and the bucket', async () => {
    const refusing = createServer((_, response) => {
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
    });
    await new Promise<void>(resolve => refusing.listen(0, '127.0.0.1', resolve));
    const { port } = refusing.address() as AddressInfo;
    const { stdout, stderr, exitCode } = await runCli(['reconcile', 's3://landing/dms/', '--json'], {
      ...stack().environment,
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    });
    refusing.close();
    expect(stderr).toContain(
      's3://landing/dms/: may not be listed (AccessDenied); grant s3:ListBucket on arn:aws:s3:::landing',
    );
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'OBJECT_FORBIDDEN' } });
    expect(exitCode).toBe(1);
  });

  it('no queue: says that nothing is lost, and the audit table says how far it came', async () => {
    await stack().put(changesKey('20260131100000000'), productFile([{ op: 'I', id: 1n }]));
    const queue = { QUEUE_URL: `${stack().queueUrl}-none` };
    const { stderr, exitCode } = await runCli(['reconcile', 's3://landing', '--grace', '0s', '--enqueue'], {
      ...stack().environment,
      ...queue,
    });
    expect(stderr).toMatch(/check QUEUE_URL and the region \(QUEUE_UNAVAILABLE\)/u);
    expect(exitCode).toBe(1);
    expect(await stack().query("select detail->'result' as result from dms_loader.operator_action")).toEqual([
      '{"result":{"error":"QUEUE_UNAVAILABLE","messages":0}}',
    ]);
  });
});
