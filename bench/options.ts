/** What the benchmark is asked for on its command line. */
import { parseArgs } from 'node:util';

export interface Options {
  /** Rows of the files, one comparison each. */
  readonly rows: readonly number[];
  readonly rounds: number;
  readonly json: boolean;
  /** Folder of the rival, seed_pipeline.py; empty: leave it out. */
  readonly rival: string;
}

export const USAGE = `npm run bench [-- options]
  --rows 100000,1000000   rows of the files, one comparison each
  --rounds 3              times that everything is measured, in turn; medians are shown
  --rival ../shared/baseline   folder of seed_pipeline.py and its requirements.txt
  --no-rival              leave the rival out
  --json                  print the figures as JSON`;

/** @throws Error that says what is wrong with the arguments */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '100000,1000000' },
      rounds: { type: 'string', default: '3' },
      rival: { type: 'string', default: '../shared/baseline' },
      'no-rival': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [rounds = 1] = wholeNumbers('rounds', values.rounds);
  return {
    rows: wholeNumbers('rows', values.rows),
    rounds,
    json: values.json,
    rival: values['no-rival'] ? '' : values.rival,
  };
}

function wholeNumbers(name: string, text: string): number[] {
  const numbers = text.split(',').map(Number);
  if (!numbers.every(number => Number.isSafeInteger(number) && number > 0)) {
    throw new Error(`--${name} ${text}: expected whole numbers above 0`);
  }
  return numbers;
}
