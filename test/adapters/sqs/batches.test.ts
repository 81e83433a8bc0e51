import { expect, test } from 'vitest';
import { inBatches, refusedOf } from '../../../adapters/sqs/batches.ts';

test('entries go by ten, and fewer where their bodies are long', () => {
  expect(inBatches(Array.from({ length: 23 }, (_, at) => ({ at }))).map(batch => batch.length)).toEqual([10, 10, 3]);
  const long = [{ body: 'x'.repeat(60_000) }, { body: 'x'.repeat(60_000) }, { body: 'x' }];
  expect(inBatches(long).map(batch => batch.length)).toEqual([1, 2]);
  expect(inBatches([{ body: 'x'.repeat(1_000_000) }])).toHaveLength(1);
});

test('what SQS refuses of a batch is asked for again, that alone, and told if it stays refused', async () => {
  const asked: string[][] = [];
  const refused = await refusedOf(['a', 'b', 'c', 'd'], entries => {
    asked.push([...entries]);
    const Failed = entries.flatMap((entry, at) =>
      entry === 'c' || (entry === 'b' && asked.length === 1) ? [{ Id: String(at) }] : [],
    );
    return Promise.resolve({ Failed });
  });
  expect(asked).toEqual([['a', 'b', 'c', 'd'], ['b', 'c'], ['c']]);
  expect(refused).toEqual(['c']);
});
