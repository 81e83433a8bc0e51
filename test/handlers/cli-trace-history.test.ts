/** `trace row` over S3, as a shell calls it. */
import { describe, expect, it } from 'vitest';
import { changesKey, productFile } from '../factories/dms-files.ts';
import { runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const stack = useStack();
const FIRST = changesKey('20260301000000000');
const SECOND = changesKey('20260302000000000');
const trace = (...args: readonly string[]) => runCli(['trace', 'row', ...args], stack().environment);

describe('dms-loader trace row --history', () => {
  it('reads the files again, and tells each change with what became of it', async () => {
    await stack().put(
      FIRST,
      productFile([
        { op: 'I', id: 8n },
        { op: 'I', id: 7n, name: 'old' },
      ]),
    );
    await stack().put(SECOND, productFile([{ op: 'U', id: 7n, name: 'new' }]));
    const urls = [FIRST, SECOND].map(key => `s3://${stack().bucket}/${key}`);
    expect((await runCli(['load', ...urls], stack().environment)).exitCode).toBe(0);
    const { exitCode, stdout, stderr } = await trace('dmstest.test_product', '7', '--history');
    expect(stdout).toContain(`dmstest.test_product "7" stands, as row 1 of ${urls[1]} made it`);
    expect(stdout).toContain(`
2 changes of it in 2 files
    2026-03-01T00:00:00.000000Z I, row 2 of ${urls[0]}: superseded by 2026-03-02T00:00:00.000000Z, row 1
    2026-03-02T00:00:00.000000Z U, row 1 of ${urls[1]}: stands
`);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const told = JSON.parse((await trace('dmstest.test_product', '7', '--history', '--files', '1', '--json')).stdout);
    expect(told.history).toMatchObject({
      files: 1,
      hasOlder: true,
      changes: [{ row: 1, op: 'U', object: urls[1], fate: 'stands', by: null }],
      unread: [],
    });
  });

  it.each([
    [['--files', '5'], '"--files" is for --history; add --history, or leave it out'],
    [['--since', '7d'], '"--since" is for --history'],
    [['--history', '--files', 'all'], '"all" is no number for --files'],
  ])('refuses %j with its remedy', async (options, said) => {
    const { exitCode, stderr } = await trace('dmstest.test_product', '7', ...options);
    expect(stderr).toContain(said);
    expect(exitCode).toBe(2);
  });
});
