import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MODULE = new URL('../../handlers/bound-heap.ts', import.meta.url);

/** Makes batches of values and lets go of each a little later, as a load does; then says what the heap grew to, in MiB. */
const CHURN = `
  import { getHeapSpaceStatistics } from 'node:v8';
  const [bounds, batches, keeps, module] = process.argv.slice(1);
  if (bounds === 'bounded') {
    (await import(module)).boundHeap(256);
  }
  const held = [];
  let most = 0;
  for (let batch = 0; batch < Number(batches); batch += 1) {
    held.push(Array.from({ length: 20_000 }, (_, row) => ({ row, twice: [row, row] })));
    if (held.length > Number(keeps)) {
      held.shift();
    }
    await new Promise(resolve => setTimeout(resolve, 1));
    most = Math.max(most, process.memoryUsage().heapTotal);
  }
  const size = getHeapSpaceStatistics().find(space => space.space_name === 'new_space').space_size;
  console.log(JSON.stringify({ newMib: size / 2 ** 20, mostMib: most / 2 ** 20 }));
`;

interface Churned {
  readonly newMib: number;
  readonly mostMib: number;
}

function churn(bounds: 'bounded' | 'free', batches: number, keeps: number): Churned {
  const args = [bounds, String(batches), String(keeps), fileURLToPath(MODULE)];
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', CHURN, ...args]);
  return JSON.parse(output.toString());
}

describe('a bounded heap', () => {
  it('P10: keeps near what is in use, where V8 alone lets it grow', () => {
    // Grown by doubling once more, at most, before it is looked at.
    expect(churn('bounded', 60, 4).newMib).toBeLessThanOrEqual(16);
    expect(churn('free', 60, 4).newMib).toBeGreaterThan(16);
    // Enough that is kept, and long enough, for the difference to be larger than the moments at which V8 collects make.
    expect(churn('bounded', 150, 15).mostMib).toBeLessThan(churn('free', 150, 15).mostMib);
  });
});
