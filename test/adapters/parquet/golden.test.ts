import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inExpectedForm } from '../../golden/expected-form.ts';
import { expectedOf, SAMPLES, sampleBytes } from '../../golden/samples.ts';
import { cellsOf, readBytes, type WholeFile } from './read-all.ts';

/** Valid, and refused by name: damaged.test.ts. */
const REFUSED = new Set(['nested_list_struct']);
const READ = SAMPLES.filter(name => !REFUSED.has(name));

const REAL_FILES = new URL('../../../../shared/samples/real/', import.meta.url);
const REAL = existsSync(REAL_FILES)
  ? readdirSync(REAL_FILES).find(name => name === 'dms_test_table_LOAD00000001.parquet')
  : undefined;

function rowsOf({ file, batches }: WholeFile, types: readonly string[]): unknown[][] {
  const columns = types.map((type, index) => cellsOf(batches, index).map(cell => inExpectedForm(cell, type)));
  return Array.from({ length: file.rowCount }, (_, row) => columns.map(column => column[row]));
}

describe('parquetReader', () => {
  it.each(READ)('P4: reads every cell of %s as pyarrow does', async name => {
    const expected = expectedOf(name);
    const whole = await readBytes(sampleBytes(name));
    expect(whole.file.columns.map(column => column.name)).toEqual(expected.columns.map(column => column.name));
    expect(whole.batches.map(batch => batch.rowCount)).toEqual(expected.row_groups.filter(rows => rows > 0));
    expect(whole.file.rowCount).toBe(expected.num_rows);
    expect(
      rowsOf(
        whole,
        expected.columns.map(column => column.type),
      ),
    ).toEqual(expected.rows);
  });

  it('has a sample of every kind to read', () => {
    expect(READ).toHaveLength(43);
  });

  it('P4: reads 25,000 rows in three groups to the digest of what pyarrow reads', async () => {
    const summary = JSON.parse(readFileSync(new URL('../../golden/rows_25k.summary.json', import.meta.url), 'utf8'));
    const whole = await readBytes(sampleBytes('rows_25k'));
    const types = summary.columns.map((column: { type: string }) => column.type);
    const digest = createHash('sha256');
    for (const row of rowsOf(whole, types)) {
      digest.update(`${JSON.stringify(row)}\n`);
    }
    expect(digest.digest('hex')).toBe(summary.rows_sha256);
    expect(whole.batches.map(batch => batch.firstRow)).toEqual([1, 10_001, 20_001]);
  });

  it('P4: fact 19: reads the money of a file that DMS itself wrote to its last digit', async ({ skip }) => {
    skip(REAL === undefined, `no ${REAL_FILES.pathname}dms_test_table_LOAD00000001.parquet here`);
    const whole = await readBytes(readFileSync(new URL(REAL ?? '', REAL_FILES)));
    const index = whole.file.columns.findIndex(column => column.name === 'my_money');
    expect(whole.file.columns[index]?.type).toMatchObject({ kind: 'decimal', scale: 4 });
    expect(cellsOf(whole.batches, index).map(String)).toContain('476329697585400');
    expect(whole.file.rowCount).toBe(10);
  });
});
