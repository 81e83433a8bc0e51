import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

const NAME = 'CDC_TXN-20260131120000000.csv';
const CONTENT = 'I,ORDERS,SHOP,10,NULL,5\nI,ORDER_LINE,SHOP,10,"a,b"\nU,ORDERS,SHOP,10,1,6\nX,ORDERS,SHOP,1\n';
const ORDERS = { schema: 'SHOP', table: 'ORDERS' };
const LINES = { schema: 'SHOP', table: 'ORDER_LINE' };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dms-loader-inspect-txn-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function saved(content: string): Promise<string> {
  const path = join(folder, NAME);
  await writeFile(path, content);
  return path;
}

/** A module of tables with a source whose CSV files have these settings. */
async function declared(csv: string): Promise<Readonly<Record<string, string>>> {
  const path = join(folder, 'tables.ts');
  const domain = new URL('../../domain/', import.meta.url).pathname;
  const lines = [
    `import { testProduct } from '${domain}tables/test-product.ts';`,
    `import { defineSource } from '${domain}table/index.ts';`,
    `export default [testProduct, defineSource({ name: 'all', csv: ${csv} })];`,
  ];
  await writeFile(path, lines.join('\n'));
  return { LOADER_TABLES: path };
}

describe('fact 26: inspect of a file of transactions', () => {
  it('shows its tables, how many rows and changes each has, and its first rows with numbered columns', async () => {
    const path = await saved(CONTENT);
    const { stdout, stderr, exitCode } = await runCli(['inspect', path, '--rows', '2']);
    expect([stderr, exitCode]).toEqual(['', 0]);
    for (const words of [
      `${path}\nCSV, ${CONTENT.length} bytes, 4 rows`,
      'SHOP.ORDERS      3 rows  1 I, 1 U, 0 D, 1 unknown  1 to 3 columns',
      'SHOP.ORDER_LINE  1 row   1 I, 0 U, 0 D             2 columns',
      'kind       transactions over many tables, as its name says',
      'looked at  all 4 rows',
      'row 1, I of SHOP.ORDERS\n  column_1  "10"\n  column_2  NULL\n  column_3  "5"',
      'row 2, I of SHOP.ORDER_LINE\n  column_1  "10"\n  column_2  "a,b"',
    ]) {
      expect(stdout).toContain(words);
    }
    expect(stdout).not.toContain('row 3');
  });

  it('shows the same as one JSON document', async () => {
    const path = await saved(CONTENT);
    const { stdout } = await runCli(['inspect', path, '--json', '--rows', '1']);
    expect(JSON.parse(stdout)).toEqual({
      object: path,
      format: 'csv',
      sizeBytes: CONTENT.length,
      rowCount: 4,
      dialect: { kind: 'transaction', kindBy: 'name' },
      tables: [
        { ...ORDERS, rows: 3, inserts: 1, updates: 1, deletes: 0, unknown: 1, fewestColumns: 1, mostColumns: 3 },
        { ...LINES, rows: 1, inserts: 1, updates: 0, deletes: 0, unknown: 0, fewestColumns: 2, mostColumns: 2 },
      ],
      rows: [{ row: 1, op: 'I', ...ORDERS, columns: { column_1: '10', column_2: null, column_3: '5' } }],
    });
  });

  it('takes its first row for one, though other files of its source have a header', async () => {
    const { stdout, exitCode } = await runCli(['inspect', await saved(CONTENT)], await declared('{ header: true }'));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('row 1, I of SHOP.ORDERS\n  column_1  "10"');
  });

  it('names the timestamp column of its source, where it stands behind the schema', async () => {
    const path = await saved('I,T,S,2026-03-01 12:00:00.000000,1\nI,T,S,7,1\n');
    const { stdout } = await runCli(['inspect', path], await declared("{ timestampColumn: 'TS' }"));
    expect(stdout).toContain('row 1, I of S.T\n  TS        "2026-03-01 12:00:00.000000"\n  column_1  "1"');
    expect(stdout).toContain('row 2, I of S.T\n  column_1  "7"\n  column_2  "1"');
  });

  it('looks at its first 10,000 rows, and says so where there are more', async () => {
    const { stdout } = await runCli(['inspect', await saved('D,T,S,1\n'.repeat(10_001)), '--rows', '0']);
    expect(stdout).toContain('more than 10,000 rows');
    expect(stdout).toContain('S.T  10,000 rows  0 I, 0 U, 10000 D  1 column');
    expect(stdout).toContain('looked at  the first 10,000 rows');
  });

  it('names the row that names no table, and ends with 1', async () => {
    const path = await saved('I,T,S,1\nI,NULL,S,1\n');
    const { stderr, exitCode } = await runCli(['inspect', path]);
    expect(stderr).toContain(`${path}, row 2: "I,,S,1" does not name its table`);
    expect(exitCode).toBe(1);
  });

  it.each([
    ['--mapper', 'holds changes of many tables'],
    ['--header', 'has no header'],
  ])('refuses %s', async (option, words) => {
    const { stderr, exitCode } = await runCli(['inspect', await saved('I,ITEM,SHOP,1\n'), option]);
    expect(stderr).toContain(words);
    expect(exitCode).toBe(2);
  });

  it('P11: cannot be made to command the terminal by what stands in it', async () => {
    const path = await saved('\u001b[1m,"T\nrow 9",\u202eS,\u001b[2J\n');
    for (const option of ['--rows=5', '--json']) {
      const { stdout, exitCode } = await runCli(['inspect', path, option]);
      expect(exitCode).toBe(0);
      expect(stdout).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029\u202a-\u202e]|^row 9/mu);
    }
  });
});
