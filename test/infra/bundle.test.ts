import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SQSEvent } from 'aws-lambda';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleLambda } from '../../infra/bundle/bundle.ts';
import { productFile } from '../factories/product-file.ts';
import { useStack } from '../handlers/stack.ts';
import { asEvent } from '../stack/lambda-event.ts';
import type { ColdStart } from './invoke-bundle.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const INVOKE = fileURLToPath(new URL('./invoke-bundle.ts', import.meta.url));
const BUNDLE = fileURLToPath(new URL('../../infra/bundle/main.ts', import.meta.url));

const run = promisify(execFile);
const stack = useStack();
let folder: string;
let metafile: Metafile;

beforeAll(async () => {
  // Outside the checkout, so that no node_modules is above it.
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'dms-loader-bundle-')));
  metafile = await bundleLambda({ folder: join(folder, 'lambda') });
});

afterAll(() => rmSync(folder, { recursive: true }));

function sizeOf(bundle: string): number {
  return globSync('**/*.{mjs,js,cjs}', { cwd: bundle })
    .map(path => statSync(join(bundle, path)).size)
    .reduce((sum, size) => sum + size, 0);
}

/** The message that waits in the queue, as the function is handed it. */
async function announced(): Promise<SQSEvent> {
  return asEvent(await stack().receive(stack().queueUrl));
}

/** A fresh process that has the environment of the stack, and nothing else of ours. */
async function coldStart(event?: SQSEvent): Promise<ColdStart & { readonly sources: ReadonlySet<string> }> {
  const args = [INVOKE, join(folder, 'lambda/index.mjs'), ...(event === undefined ? [] : [JSON.stringify(event)])];
  const { stdout } = await run(process.execPath, args, { cwd: folder, env: stack().environment });
  const told = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as ColdStart;
  return { ...told, sources: new Set(told.loaded.flatMap(sourcesOf)) };
}

const TOLD =
  /@aws-sdk\/client-(?:s3|sqs)|adapters\/(?:parquet|csv|postgres)(?:\/migrations)?|domain\/(?:inspect|tables)/u;

/** Which of the SDK's clients, the adapters and the tables are in a file of the bundle. */
function sourcesOf(path: string): string[] {
  const [, output] = Object.entries(metafile.outputs).find(([name]) => resolve(ROOT, name) === path) ?? [];
  return Object.keys(output?.inputs ?? {}).flatMap(input => TOLD.exec(input)?.[0] ?? []);
}

describe('the bundle of the function', () => {
  it('has less than 2 MB of JavaScript, its chunks among it', () => {
    expect(sizeOf(join(folder, 'lambda'))).toBeGreaterThan(100_000);
    expect(sizeOf(join(folder, 'lambda'))).toBeLessThan(2_000_000);
  });

  it('has no ledger migration and no guess at mappings in it, and all that a message may need', () => {
    const all = Object.keys(metafile.outputs).flatMap(name => sourcesOf(resolve(ROOT, name)));
    expect(new Set(all)).toEqual(
      new Set([
        '@aws-sdk/client-s3',
        '@aws-sdk/client-sqs',
        'adapters/csv',
        'adapters/parquet',
        'adapters/postgres',
        'domain/tables',
      ]),
    );
  });

  it('loads no client of the SDK, no file reader and no table until a message comes', async () => {
    expect((await coldStart()).sources).toEqual(new Set(['adapters/postgres']));
  });

  it('loads a file where no package is installed, without SQS and the other file reader', async () => {
    // The message with which S3 tested its notifications.
    await stack().receive(stack().queueUrl, 0);
    await stack().put('dmstest/test_product/20260301-010203000.parquet', productFile([{ id: 1n }, { id: 2n }]));
    const { answer, loaded, sources } = await coldStart(await announced());
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(await stack().query('select product_id::text id from dmstest.test_product order by 1')).toEqual([
      '{"id":"1"}',
      '{"id":"2"}',
    ]);
    expect(sources).toEqual(new Set(['@aws-sdk/client-s3', 'adapters/parquet', 'adapters/postgres', 'domain/tables']));
    expect(loaded.filter(path => !path.startsWith(join(folder, 'lambda/')))).toEqual([]);
  });

  it('loads SQS for a message that comes back, and lets it be seen again', async () => {
    await stack().put('dmstest/test_product/20260302-010203000.parquet', new Uint8Array(40));
    const { answer, sources } = await coldStart(await announced());
    expect(answer?.batchItemFailures).toHaveLength(1);
    expect(sources).toContain('@aws-sdk/client-sqs');
    // A rejected message is shown at once, instead of after the 1800 seconds of the queue.
    expect(await stack().receive(stack().queueUrl, 0)).toHaveLength(1);
  });
});

it("npm run bundle takes the tables from a module of one's own, and tells the size", async () => {
  const other = join(folder, 'other');
  const { stdout } = await run(
    process.execPath,
    [BUNDLE, '--folder', other, '--tables', 'test/handlers/tables/shop.ts'],
    {
      cwd: ROOT,
    },
  );
  expect(stdout).toContain(`index.mjs, export handler: ${Math.round(sizeOf(other) / 1000)} KB`);
  expect(globSync('chunks/shop-*.mjs', { cwd: other })).toHaveLength(1);
  expect(globSync('chunks/tables-*.mjs', { cwd: other })).toEqual([]);
});
