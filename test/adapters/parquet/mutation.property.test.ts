import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../../domain/columns/column.ts';
import { LoaderError } from '../../../domain/errors.ts';
import { sampleBytes } from '../../golden/samples.ts';
import { readBytes, type WholeFile } from './read-all.ts';

const FILES = ['m_gzip_page1_dict_v26', 'm_snappy_page2_dict_v26', 'm_none_page1_plain_v26'];

function isWhole(column: Column, rowCount: number): boolean {
  const { values, indexes } = column;
  if (indexes === undefined) {
    return values.length === rowCount && Array.from(values).every(value => value !== undefined);
  }
  return indexes.length === rowCount && indexes.every(index => index === -1 || values[index] !== undefined);
}

async function endOf(bytes: Uint8Array): Promise<WholeFile | LoaderError> {
  try {
    return await readBytes(bytes);
  } catch (error) {
    if (error instanceof LoaderError) {
      return error;
    }
    throw error;
  }
}

describe('a file with bytes changed at random', () => {
  it.each(FILES)('P11: %s is read whole or refused by name, 500 times', { timeout: 60_000 }, async name => {
    const good = sampleBytes(name);
    const change = fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255) });
    // The footer is a fifth of such a file and holds most of the numbers: aim at it half of the time.
    const footerChange = fc.record({
      at: fc.integer({ min: good.length - 2500, max: good.length - 1 }),
      to: fc.nat(255),
    });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(change, footerChange), { minLength: 1, maxLength: 4 }), async changes => {
        const bytes = Buffer.from(good);
        for (const { at, to } of changes) {
          bytes[at] = to;
        }
        const end = await endOf(bytes);
        if (end instanceof LoaderError) {
          refused++;
          expect(end.verdict).toBe('rejected');
          expect(end.details.object).toBe('s3://landing/dmstest/test_product/LOAD00000001.parquet');
          return;
        }
        const rows = end.batches.map(batch => batch.rowCount);
        expect(rows.reduce((sum, count) => sum + count, 0)).toBe(end.file.rowCount);
        for (const batch of end.batches) {
          expect(batch.columns.every(column => isWhole(column, batch.rowCount))).toBe(true);
        }
      }),
      { seed: 20_221_122, numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it.each(FILES)('P11: %s cut at any of 100 places is refused by name', async name => {
    const good = sampleBytes(name);
    for (let step = 0; step < 100; step++) {
      const end = await endOf(good.subarray(0, Math.floor((good.length * step) / 100)));
      expect(end).toBeInstanceOf(LoaderError);
    }
  });
});
