import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MODULE = new URL('../../handlers/bound-heap.ts', import.meta.url);

/** Makes batches of values and lets go of each a little later, as a load does; then says what the heap grew to, in MiB. */
const CHURN = `
  import { getHeapSpaceStatistics } from 'node:v8';
  const [bounds, memoryMib] = process.argv.slice(1);
  if (bounds === 'bounded') {
    (await import(process.argv[3])).boundHeap(Number(memoryMib));
  }
  const held = [];
  let most = 0;
  for (let batch = 0; batch < 60; batch += 1) {
    held.push(Array.from({ length: 20_000 }, (_, row) => ({ row, twice: [row, row] })));
    if (held.length > 4) {
      held.shift();
    }
    await new Promise(resolve => setTimeout(resolve, 1));
    most = Math.max(most, process.memoryUsage().heapTotal);
  }
  const size = getHeapSpaceStatistics().find(space => space.space_name === 'new_space').space_size;
  console.log(JSON.stringify({ newMib: size / 2 ** 20, mostMib: most / 2 ** 20 }));
`;

function churn(...args: readonly string[]): { readonly newMib: number; readonly mostMib: number } {
  const output = execFileSync(process.execPath, [
    '--input-type=module',
    '--eval',
    CHURN,
    ...args,
    fileURLToPath(MODULE),
  ]);
  return JSON.parse(output.toString());
}

describe('a bounded heap', () => {
  it('P10: keeps near what is in use, where V8 alone lets it grow', () => {
    const bounded = churn('bounded', '256');
    const free = churn('free', '256');

    // Grown by doubling once more, at most, before it is looked at.
    expect(bounded.newMib).toBeLessThanOrEqual(16);
    expect(free.newMib).toBeGreaterThan(16);
    expect(bounded.mostMib).toBeLessThan(free.mostMib);
  });
});
