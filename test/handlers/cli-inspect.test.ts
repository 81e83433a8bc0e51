import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parquetReader } from '../../adapters/parquet/reader.ts';
import { mapBatch } from '../../domain/table/map-batch.ts';
import { planColumns } from '../../domain/table/plan.ts';
import type { Table } from '../../domain/table/table.ts';
import { testProduct } from '../../domain/tables/test-product.ts';
import { storedBytes } from '../doubles/bytes.ts';
import { sampleBytes } from '../golden/samples.ts';
import { runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const ROOT = new URL('../..', import.meta.url);
const stack = useStack();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dms-loader-inspect-'));
});
afterAll(() => rm(folder, { recursive: true }));

function golden(name: string): string {
  return new URL(`test/golden/${name}.parquet`, ROOT).pathname;
}

/** The printed mapping, saved where it can be compiled, and its one table. */
async function mapped(args: readonly string[]): Promise<{ path: string; table: Table; text: string }> {
  const { stdout } = await runCli(['inspect', '--mapper', ...args]);
  const path = join(folder, `mapping-${args.join('-').replaceAll(/\W/gu, '')}.ts`);
  await writeFile(path, stdout.replaceAll("from '../", `from '${new URL('domain/', ROOT).pathname}`));
  const tables: Record<string, Table> = await import(pathToFileURL(path).href);
  const [table] = Object.values(tables);
  if (table === undefined) {
    throw new Error('the mapping exports no table');
  }
  return { path, table, text: stdout };
}

/** What a load would refuse of a sample. */
async function faultsOf(table: Table, name: string, kind: 'load' | 'cdc'): Promise<unknown[]> {
  const file = await parquetReader.open(storedBytes(sampleBytes(name)).object);
  const plan = planColumns(table, { columns: file.columns, kind, object: name });
  const faults: unknown[] = [];
  for await (const batch of file.read(plan.reads)) {
    faults.push(...mapBatch(plan, batch, 0n).faults);
  }
  return faults;
}

describe('inspect --mapper', () => {
  const Files = [
    ['fullload_no_op', 'LOAD00000001.parquet', 'load'],
    ['cdc_dms_default', '20260131-120000000.parquet', 'cdc'],
    ['rows_25k', '20260131-130000000.parquet', 'cdc'],
  ] as const;

  it.each(Files)('of %s is the mapping that ships, and loads every row', async (name, file, kind) => {
    const { table } = await mapped([golden(name), '--as', `s3://b/dmstest/test_product/${file}`]);
    expect(table.source).toEqual({ schema: 'DMSTEST', table: 'TEST_PRODUCT' });
    expect(table.target).toEqual(testProduct.target);
    expect(table.key).toEqual(testProduct.key);
    // No file tells that REG_DATE became registered_on.
    expect(table.columns.map(({ name: column }) => column)).toEqual(
      testProduct.columns.map(({ name: column }) => (column === 'registered_on' ? 'reg_date' : column)),
    );
    expect(table.columns.map(({ source, type }) => [source, type.name])).toEqual(
      testProduct.columns.map(({ source, type }) => [source, type.name]),
    );
    expect(await faultsOf(table, name, kind)).toEqual([]);
  });

  it('compiles under the rules of this project', async () => {
    const { path } = await mapped([golden('wide_types'), '--as', 's3://b/shop/wide/20260131-120000000.parquet']);
    const tsc = new URL('node_modules/typescript/bin/tsc', ROOT).pathname;
    const rules = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--skipLibCheck'];
    const node = ['--module', 'nodenext', '--target', 'es2024', '--noEmit', '--allowImportingTsExtensions'];
    const types = ['--types', 'node', '--typeRoots', new URL('node_modules/@types', ROOT).pathname];
    const compiled = await promisify(execFile)(process.execPath, [tsc, ...rules, ...node, ...types, path]);
    expect(compiled.stdout).toBe('');
  });

  it.each(['wide_types', 'decimal_as_integer', 'nul_character', 'ts_nanos', 'unannotated_binary', 'reg_date_dashed'])(
    'of %s takes every cell that it was guessed from',
    async name => {
      const { table } = await mapped([golden(name), '--as', 's3://b/shop/item/20260131-120000000.parquet']);
      expect(await faultsOf(table, name, 'cdc')).toEqual([]);
    },
  );

  it('of CSV without a header numbers its columns, and says so', async () => {
    const path = join(folder, 'x.csv');
    await writeFile(path, '1,Y,"1,250.50"\n2,N,"7.00"\n');
    const { table, text } = await mapped([path, '--as', 's3://b/shop/item/LOAD00000001.csv']);
    expect(table.csvColumns).toEqual(['column_1', 'column_2', 'column_3']);
    expect(table.columns.map(({ type }) => type.name)).toEqual([
      'bigint()',
      'yesNo()',
      'numeric(10, 2, {"group":","})',
    ]);
    expect(text).toContain('The file has no header, as its source says');
  });

  it('answers with one JSON document, too', async () => {
    const { stdout } = await runCli(['inspect', golden('fullload_no_op'), '--mapper', '--json']);
    const { mapping, file, key, columns } = JSON.parse(stdout);
    expect(mapping).toContain("source: 'SCHEMA.TABLE'");
    expect([file, key]).toEqual([null, ['product_id']]);
    expect(columns[2]).toEqual({
      name: 'is_active',
      source: 'IS_ACTIVE',
      type: 'yesNo()',
      why: 'all 56 values are Y or N',
    });
  });
});

describe('inspect', () => {
  it('shows footer, row groups, columns, dialect and first rows of an object of S3, without a database', async () => {
    await stack().put('dmstest/test_product/20260131-120000000.parquet', sampleBytes('many_row_groups'));
    const url = `s3://${stack().bucket}/dmstest/test_product/20260131-120000000.parquet`;
    const { DATABASE_URL: _, ...environment } = stack().environment;
    const { stdout, stderr, exitCode } = await runCli(['inspect', url, '--rows', '1'], environment);
    expect([stderr, exitCode]).toEqual(['', 0]);
    for (const words of [
      `${url}\nParquet, `,
      '60 rows in 10 row groups',
      'written by "parquet-cpp-arrow version',
      'AMOUNT        DECIMAL(12, 2)             optional  GZIP',
      'kind              changes, as its name says',
      'timestamps        1 column in microseconds',
      'row 1\n  Op            ',
    ]) {
      expect(stdout).toContain(words);
    }
    expect(stdout).not.toContain('row 2');
  });

  it('shows the same as one JSON document', async () => {
    const { stdout } = await runCli(['inspect', golden('cdc_dms_default'), '--json', '--rows', '2']);
    const shown = JSON.parse(stdout);
    expect(shown).toMatchObject({
      object: golden('cdc_dms_default'),
      format: 'parquet',
      rowCount: 60,
      footer: { version: 2 },
      dialect: { kind: 'cdc', kindBy: 'columns', op: { name: 'Op', unknown: 0 }, timestampColumn: null },
    });
    expect(shown.rows).toHaveLength(2);
    expect(shown.rows[0]).toMatchObject({ PRODUCT_ID: '1', REG_DATE: '20240229', PRICE: '1,234,567.89' });
    expect(shown.columns[1]).toMatchObject({ name: 'PRODUCT_ID', physical: 'INT64', codecs: ['GZIP'] });
  });

  it('P11: shows text that is not UTF-8 by its bytes, says that its row cannot be loaded, and guesses text()', async () => {
    const file = golden('damaged/invalid_utf8');
    const { stdout, exitCode } = await runCli(['inspect', file, '--rows', '8']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(String.raw`PRODUCT_NAME  "bad \xff\xc3 bytes" (not UTF-8)`);
    expect(stdout).toContain('1 value of PRODUCT_NAME is not UTF-8');
    const { rows } = JSON.parse((await runCli(['inspect', file, '--rows', '8', '--json'])).stdout);
    expect(rows[7].PRODUCT_NAME).toBe(String.raw`bad \xff\xc3 bytes`);
    const { table, text } = await mapped([file]);
    expect(table.columns.find(({ name }) => name === 'product_name')?.type.name).toBe('text()');
    expect(text).toContain('Text, with one value that is not UTF-8');
  });

  it('shows gzipped CSV by the delimiter and header that it is told', async () => {
    const path = join(folder, 'y.csv.gz');
    await writeFile(path, gzipSync('ID;NAME\n1;"a;b"\n2;NULL\n'));
    const { stdout } = await runCli(['inspect', path, '--header', '--delimiter', ';']);
    expect(stdout).toContain('CSV, ');
    expect(stdout).toContain('row 1\n  ID    "1"\n  NAME  "a;b"');
    expect(stdout).toContain('row 2\n  ID    "2"\n  NAME  NULL');
  });

  it('cannot be made to command the terminal by names, values or metadata of a file', async () => {
    const path = join(folder, 'hostile.parquet');
    const name = '\u001b]0;owned\u0007\n\u202e';
    const columnData = [{ name, data: ['\u001b[2J', 'b\nrow 9'], type: 'STRING' as const }];
    const kvMetadata = [{ key: '\u001b[1m', value: 'x\r\ny\u009b' }];
    await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata })));
    for (const option of ['--rows=5', '--mapper', '--json']) {
      const { stdout, stderr, exitCode } = await runCli(['inspect', path, option]);
      expect(exitCode).toBe(0);
      expect(`${stdout}${stderr}`).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029\u202a-\u202e]|^row 9/mu);
    }
  });

  it.each([
    ['damaged/truncated', 'begins as a Parquet file and has no end', 'PARQUET_CORRUPT'],
    ['damaged/zero_bytes', 'is empty (0 bytes)', 'OBJECT_EMPTY'],
    ['damaged/csv_with_parquet_name', 'it looks like CSV text', 'PARQUET_NOT_PARQUET'],
    ['damaged/page_bit_flip', 'column DESCRIPTION: is damaged', 'PARQUET_CORRUPT'],
    ['nested_list_struct', 'is nested', 'PARQUET_UNSUPPORTED'],
  ])('names what is wrong with %s by its path, and ends with 1', async (name, words, code) => {
    const { stdout, exitCode } = await runCli(['inspect', golden(name), '--json']);
    const { error } = JSON.parse(stdout);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.message.startsWith(golden(name))).toBe(true);
    expect(exitCode).toBe(1);
  });

  it.each([
    [['x.parquet', '--rows', '-1'], 'write a whole number from 0 to 1000'],
    [['x.parquet', '--header'], '--header and --delimiter are for those'],
    [['x.csv', '--delimiter', '"'], 'csv.delimiter holds a quote'],
    [['s3://b/p/'], 'names no object of S3'],
    [['s3://b/k.parquet', '--as', 's3://b/s/t/LOAD1.parquet'], 'is given for a local file'],
    [['.'], 'is a folder or a device, not a file'],
    [['test/golden/absent.parquet'], '"test/golden/absent.parquet" cannot be read: ENOENT'],
  ])('ends with 2 for %j', async (args, words) => {
    const [file = '', ...options] = args;
    await writeFile(join(folder, 'x.csv'), '1,2\n');
    const target = file === 'x.csv' ? join(folder, file) : file;
    const { stderr, exitCode } = await runCli(['inspect', target, ...options], { AWS_REGION: 'eu-west-1' });
    expect(stderr).toContain(words);
    expect(exitCode).toBe(2);
  });
});
