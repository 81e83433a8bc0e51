import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changesKey, productFile } from '../factories/dms-files.ts';
import { type CliRun, runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const stack = useStack();
let folder: string;

/** A module of mappings that reads IS_ACTIVE in some way. */
function mappings(isActive: string): string {
  const root = new URL('../../domain/', import.meta.url).pathname;
  return `import { bigint, boolean, text, yesNo } from '${root}columns/index.ts';
import { defineTable, from } from '${root}table/index.ts';
export default [defineTable({
  source: 'DMSTEST.TEST_PRODUCT', target: 'dmstest.test_product', key: ['product_id'], badRows: 'quarantine',
  columns: {
    product_id: from('PRODUCT_ID', bigint()), product_name: from('PRODUCT_NAME', text()), is_active: from('IS_ACTIVE', ${isActive}),
  },
})];`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dms-loader-quarantine-'));
  await writeFile(join(folder, 'first.ts'), mappings('yesNo()'));
  await writeFile(join(folder, 'mended.ts'), mappings('boolean()'));
});
beforeEach(async () => {
  await stack().query(`truncate dmstest.test_product, dms_loader.object_slice, dms_loader.object_load, dms_loader.table_load,
    dms_loader.load_attempt, dms_loader.quarantined_row, dms_loader.operator_action`);
});
afterAll(() => rm(folder, { recursive: true }));

function cli(module: string, ...args: readonly string[]): Promise<CliRun> {
  return runCli(args, { ...stack().environment, LOADER_TABLES: join(folder, module) });
}

/** Loads a file in which rows 2 and 3 are bad for the first mapping, and row 3 for the mended one. */
async function load(): Promise<CliRun> {
  const path = join(folder, 'changes.parquet');
  const rows = ['Y', '1', 'maybe'].map((active, at) => ({
    op: 'I',
    id: BigInt(at + 1),
    name: `name ${at + 1}`,
    active,
  }));
  await writeFile(path, productFile(rows));
  return await cli('first.ts', 'load', path, '--as', `s3://archive/${changesKey('20260301010203456')}`);
}

const OBJECT = 's3://archive/dmstest/test_product/20260301-010203456.parquet';

describe('dms-loader load', () => {
  it('P7: names the rows that it set aside', async () => {
    const { exitCode, stderr } = await load();
    expect(stderr).toContain('3 rows, 1 applied, 0 superseded, 2 quarantined');
    expect(stderr).toContain('2 bad rows were set aside: row 2, column IS_ACTIVE: "1"');
    expect(exitCode).toBe(0);
  });
});

describe('dms-loader quarantine ls', () => {
  it('P7: groups what is set aside by table and reason, with an example and the remedy', async () => {
    await load();
    const { exitCode, stdout } = await cli('first.ts', 'quarantine', 'ls');
    expect(stdout).toMatch(
      /^dmstest\.test_product: 2 rows of 1 file since \d{4}-\S+Z: column IS_ACTIVE "1" is neither Y nor N; /u,
    );
    expect(stdout).toContain(`the first: ${OBJECT}, row 2`);
    expect(exitCode).toBe(0);
  });

  it('prints the same for programs', async () => {
    await load();
    const { stdout } = await cli('first.ts', 'quarantine', 'ls', 'DMSTEST.TEST_PRODUCT', '--json');
    const group = { target: 'dmstest.test_product', column: 'IS_ACTIVE', rows: 2, objects: 1 };
    expect(JSON.parse(stdout)).toMatchObject({
      groups: [{ ...group, example: { object: OBJECT, row: 2, value: '1' } }],
    });
  });

  it('says so if there is nothing', async () => {
    expect(await cli('first.ts', 'quarantine', 'ls')).toMatchObject({ exitCode: 0, stdout: 'nothing is set aside\n' });
  });
});

describe('dms-loader quarantine retry', () => {
  const Names = 'select product_name as name, is_active from dmstest.test_product order by product_id';

  it('P12: rehearses, then loads what the mended mapping takes, once, and writes it down', async () => {
    await load();
    const rehearsed = await cli('mended.ts', 'quarantine', 'retry', 'dmstest.test_product', '--dry-run');
    const said = '1 file, 2 rows, 1 applied, 0 superseded, 1 still bad';
    expect(rehearsed.stdout).toBe(`dmstest.test_product: ${said}; nothing was changed: it was a rehearsal\n`);
    expect(await stack().query(Names)).toHaveLength(1);

    const done = await cli('mended.ts', 'quarantine', 'retry', 'dmstest.test_product');
    expect(done.stdout).toBe(`dmstest.test_product: ${said}\n`);
    expect(done.stderr).toContain(`${OBJECT}: 2 rows, 1 applied`);
    expect(done.stderr).toContain('row 3, column IS_ACTIVE: "maybe"');
    expect(done.exitCode).toBe(1);
    expect(await stack().query(Names)).toEqual([
      '{"name":"name 1","is_active":true}',
      '{"name":"name 2","is_active":true}',
    ]);

    const again = JSON.parse((await cli('mended.ts', 'quarantine', 'retry', 'dmstest.test_product', '--json')).stdout);
    expect(again).toMatchObject({ target: 'dmstest.test_product', isDone: false, counts: { read: 1, quarantined: 1 } });
    expect(again.loads).toMatchObject([{ object: OBJECT, rows: 1, faults: [{ row: 3 }], error: null }]);
    const actions =
      "select action, (detail->>'applied')::int applied from dms_loader.operator_action order by operator_action_id";
    expect(await stack().query(actions)).toEqual([
      '{"action":"quarantine-retry","applied":1}',
      '{"action":"quarantine-retry","applied":0}',
    ]);
  });

  it('is done where there is nothing', async () => {
    const { exitCode, stdout } = await cli('first.ts', 'quarantine', 'retry', 'dmstest.test_product');
    expect(stdout).toBe('nothing of dmstest.test_product is set aside\n');
    expect(exitCode).toBe(0);
  });
});

describe('dms-loader quarantine', () => {
  it.each([
    [['list'], "unknown command 'list'"],
    [['retry'], "missing required argument 'table'"],
    [['ls', '--dry-run'], "unknown option '--dry-run'"],
    [['retry', 'dmstest.test_product', '--yes'], "unknown option '--yes'"],
    [['drop', 'dmstest.test_product'], "required option '--reason <text>' not specified"],
    [['show', 'dmstest.test_product', '--row', '1'], "required option '--object <url>' not specified"],
    [['retry', 'dmstest.test_produkt'], 'is no mapped table; did you mean dmstest.test_product?'],
  ])('refuses %j with its remedy', async (args, said) => {
    const { exitCode, stderr } = await cli('first.ts', 'quarantine', ...args);
    expect(stderr).toContain(said);
    expect(exitCode).toBe(2);
  });
});
