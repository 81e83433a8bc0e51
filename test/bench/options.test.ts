import { expect, it } from 'vitest';
import { readOptions } from '../../bench/options.ts';

it('measures all tasks in small sizes unless it is told otherwise', () => {
  expect(readOptions([])).toMatchObject({
    tasks: ['full', 'upsert', 'cdc', 'tiny', 'parts', 'cold', 'ledger', 'profile'],
    rows: [10_000, 100_000],
    rounds: 3,
    rival: '../shared/baseline',
  });
});

it('takes the sizes of the page with --thorough, each of them free to be replaced', () => {
  expect(readOptions(['--thorough', '--files', '500', '--no-rival'])).toMatchObject({
    rows: [100, 10_000, 100_000, 1_000_000],
    tableRows: 1_000_000,
    files: 500,
    ledgerRows: 5_000_000,
    rival: '',
  });
});

it('adds the huge file on demand only', () => {
  expect(readOptions(['--rows', '100000', '--huge', '--task', 'full'])).toMatchObject({
    rows: [100_000, 10_000_000],
    tasks: ['full'],
  });
});

it.each([
  ['--task full,fast', /--task fast: expected full, upsert/u],
  ['--rows 1e3,x', /--rows 1e3,x: expected whole numbers above 0/u],
  ['--rounds 0', /--rounds 0: expected whole numbers above 0/u],
  ['--rounds 1,2', /--rounds 1,2: expected one number/u],
  ['--bad-row nowhere', /--bad-row nowhere: expected first, middle or last/u],
])('refuses %s', (args, message) => {
  expect(() => readOptions(args.split(' '))).toThrow(message);
});
