import { expect, it } from 'vitest';
import { integer } from '../../domain/columns/index.ts';
import type { SourceBatch } from '../../domain/ports/files.ts';
import { defineTable, from } from '../../domain/table/index.ts';
import { mapBatch } from '../../domain/table/map-batch.ts';
import { planColumns } from '../../domain/table/plan.ts';
import { makeAside } from '../../pipeline/set-rows-aside.ts';

const BATCH_ROWS = 10_000;
const COLUMNS = [{ name: 'N', type: { kind: 'text' } as const }];

const table = defineTable({
  source: 'S.T',
  target: 's.t',
  key: ['n'],
  columns: { n: from('N', integer()) },
  badRows: 'quarantine',
  budget: { rows: 1_000_000 },
});

function batchFrom(firstRow: number): SourceBatch {
  return { firstRow, rowCount: BATCH_ROWS, columns: [{ values: new Array<string>(BATCH_ROWS).fill('x') }] };
}

it('P7: bounds tiny rows that are set aside as well, whatever the budget: each takes memory up to the commit', async () => {
  const object = 's3://b/k';
  const plan = planColumns(table, { columns: COLUMNS, kind: 'load', object });
  const map = (batch: SourceBatch) => mapBatch(plan, batch, 0n);
  const read = () => {
    throw new Error('nothing is read again');
  };
  const aside = makeAside({ object, budget: { rows: 1_000_000, percent: 100 }, columns: COLUMNS, map, read });
  let kept = 0;
  const load = {
    add: () => Promise.resolve(),
    quarantine(rows: readonly unknown[]) {
      kept += rows.length;
    },
  };
  const stageAll = async () => {
    for (let batch = 0; batch < 10; batch += 1) {
      await aside.stage(batchFrom(batch * BATCH_ROWS + 1), map(batchFrom(batch * BATCH_ROWS + 1)), load);
    }
  };
  await expect(stageAll()).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED', details: { object } });
  // Tens of thousands, and not the millions that 16 Mi characters of one-letter rows would be.
  expect(kept).toBeGreaterThanOrEqual(20_000);
  expect(kept).toBeLessThan(100_000);
});
