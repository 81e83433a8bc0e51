import { beforeEach, describe, expect, it } from 'vitest';
import { bigint } from '../../domain/columns/index.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineSource, defineTable, from } from '../../domain/table/index.ts';
import { runLoad } from '../../handlers/cli/files/load.ts';
import { pruneAsked } from '../../handlers/cli/prune/options.ts';
import { runPrune } from '../../handlers/cli/prune/prune.ts';
import { keptOutput } from '../doubles/output.ts';
import { changesKey, productFile } from '../factories/dms-files.ts';
import { runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const DAY_MS = 86_400_000;
const YEAR = { olderThan: '400d' };

describe('what prune is asked for', () => {
  const columns = { id: from('ID', bigint()) };
  const plain = defineTable({ source: 'SHOP.PLAIN', target: 'shop.plain', key: ['id'], columns });
  const busy = defineTable({
    source: 'SHOP.BUSY',
    target: 'shop.busy',
    key: ['id'],
    columns,
    afterMerge: ['select 1'],
  });
  const routes = makeRoutes([plain, busy], []);
  const asked = (options: Readonly<Record<string, unknown>>, given = routes) => pruneAsked({ options }, given);

  it('is all tables but those whose SQL would run again, from so long ago', () => {
    const { asked: whole, kept } = asked(YEAR);
    expect(whole).toMatchObject({ tables: [plain], isWhole: true, hasFullLoads: true, attemptsCutoff: undefined });
    expect(Math.abs(Date.parse(whole.cutoff) - (Date.now() - 400 * DAY_MS))).toBeLessThan(60_000);
    expect(kept.map(({ target }) => target)).toEqual(['shop.busy']);
  });

  it('is the tables that are named, by target or source', () => {
    expect(asked({ ...YEAR, table: ['shop.PLAIN'] })).toMatchObject({
      asked: { tables: [plain], isWhole: false },
      options: '--older-than 400d --table shop.PLAIN',
    });
  });

  it('leaves full-load files where rows of such files may have times of their own', () => {
    const timed = defineSource({ name: 'copy', loadTime: 'timestamp-column', timestampColumn: 'TS' });
    expect(asked(YEAR, makeRoutes([plain], [timed])).asked.hasFullLoads).toBe(false);
  });

  it.each([
    [
      { olderThan: '14d' },
      '"14d" is too short for --older-than: messages stay in a dead-letter queue for up to 14 days',
    ],
    [{ ...YEAR, attemptsOlderThan: '2h' }, '"2h" is too short for --attempts-older-than'],
    [{ olderThan: 'a year' }, '"a year" is no length of time for --older-than'],
    [{ ...YEAR, table: ['shop.plane'] }, 'did you mean shop.plain?'],
    [
      { ...YEAR, table: ['shop.busy'] },
      '"shop.busy" has a mapping with SQL of its own, which a redelivery would run again',
    ],
  ])('refuses %o', (options, message) => {
    expect(() => asked(options)).toThrow(message);
  });
});

describe('prune', () => {
  const stack = useStack();
  const url = (key: string) => `s3://${stack().bucket}/${key}`;

  async function run(options: Readonly<Record<string, unknown>>) {
    const { output, said } = keptOutput();
    const exitCode = await runPrune({ args: [], options, environment: stack().environment, output });
    return { ...said, exitCode };
  }

  const keys = () => stack().query('select object_key as key from dms_loader.object_load order by 1');

  beforeEach(async () => {
    await stack().query(`truncate dmstest.test_product, dms_loader.object_load, dms_loader.table_floor,
      dms_loader.operator_action restart identity cascade`);
    await stack().put(changesKey('20240131120000000'), productFile([{ op: 'I', id: 1n }]));
    await stack().put(
      changesKey('20240131130000000'),
      productFile([
        { op: 'D', id: 1n },
        { op: 'I', id: 2n },
      ]),
    );
    await stack().put(changesKey('20260131120000000'), productFile([{ op: 'I', id: 3n }]));
    const { output } = keptOutput();
    await runLoad({ args: [url('dmstest/')], options: {}, environment: stack().environment, output });
    await stack().query(`insert into dms_loader.object_load (bucket, object_key, etag, size_bytes, state)
      values ('landing', 'dmstest/test_product/20240101-000000000.parquet', 'e', 1, 'failed'), ('landing', 'x/y/z.parquet', 'e', 1, 'failed')`);
    await stack().query(`update dms_loader.table_load set loaded_at = '2024-02-01' where written_at < '2025-01-01'`);
    await stack().query(`update dms_loader.object_load o set changed_at = '2024-02-01' where not exists (
        select from dms_loader.table_load t where t.object_load_id = o.object_load_id and written_at > '2025-01-01')`);
  });

  it('P12: rehearses exactly, and does it with --yes only', async () => {
    const { text, document, exitCode } = await run(YEAR);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      action: 'prune',
      isDone: false,
      targets: [
        {
          target: 'dmstest.test_product',
          objects: 2,
          loads: 2,
          attempts: 2,
          floor: '2024-01-31T13:00:00.000001Z',
          tombstones: 1,
          waiting: null,
          failures: 1,
        },
      ],
      all: { objects: 2 },
      failures: { objects: 2, ofNoTable: 1, isChosen: false },
      pruned: null,
      command: 'dms-loader prune --older-than 400d --yes',
    });
    expect(text).toContain('open failures that old: 2 objects; they stay, without --failures');
    expect(text).toContain('look for such first, with `dms-loader reconcile s3://<bucket>/<prefix>`');
    expect(text).toContain('nothing was changed; to do it: dms-loader prune --older-than 400d --yes');
    expect((await run({ ...YEAR, yes: true, dryRun: true })).document).toEqual({
      ...(document as object),
      before: expect.any(String),
    });
    expect(await keys()).toHaveLength(5);

    const done = await run({ ...YEAR, yes: true });
    expect(done.text).toContain('pruned: 2 objects, 0 failures, 2 loads, 2 attempts, 0 released rows, 1 tombstone');
    expect(done.document).toMatchObject({ isDone: true, pruned: { objects: 2, tombstones: 1, failures: 0 } });
    expect(await keys()).toHaveLength(3);
    const actions =
      "select action, target_table as table, actor <> '' as who from dms_loader.operator_action order by operator_action_id";
    expect(await stack().query(actions)).toEqual([
      '{"action":"prune","table":null,"who":true}',
      '{"action":"prune","table":"test_product","who":true}',
    ]);
  });

  it('P1: loads what it pruned without a change, over the same way as before', async () => {
    await run({ ...YEAR, yes: true, failures: true });
    expect(await keys()).toHaveLength(1);
    const { output, said } = keptOutput();
    await runLoad({ args: [url('dmstest/')], options: {}, environment: stack().environment, output });
    const outcomes = [
      { outcome: 'loaded', counts: { read: 1, superseded: 1 } },
      { outcome: 'loaded', counts: { read: 2, unchanged: 1, applied: 1 } },
      { outcome: 'already-loaded' },
    ];
    expect(said.document).toMatchObject({ objects: outcomes, problems: 0 });
    expect(await stack().query('select product_id::int as id from dmstest.test_product order by 1')).toEqual([
      '{"id":2}',
      '{"id":3}',
    ]);
    const history = `select count(*)::int as rows from dmstest.test_product p
      where not exists (select from dms_loader.load_history h where h.table_load_id = p._dms_load)`;
    expect(await stack().query(history)).toEqual(['{"rows":1}']);
  });

  it('says what is wrong with a command line, and exits with 2', async () => {
    const { exitCode, stderr } = await runCli(['prune', '--yes'], stack().environment);
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining("required option '--older-than <time>' not specified"),
    ]);
  });
});
