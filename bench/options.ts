/** What the benchmark is asked for on its command line. */
import { parseArgs } from 'node:util';

export interface Options {
  /** Rows of the files, one comparison each. */
  readonly rows: readonly number[];
  readonly rounds: number;
  readonly json: boolean;
  /** Folder of the rival, seed_pipeline.py; empty: leave it out. */
  readonly rival: string;
  /** Measure a load with one row that only the database refuses, against a clean one, and nothing else. */
  readonly badRow: Place | undefined;
}

/** Where in the file the bad row is. */
const PLACES = ['first', 'middle', 'last'] as const;
export type Place = (typeof PLACES)[number];

export const USAGE = `npm run bench [-- options]
  --rows 100000,1000000   rows of the files, one comparison each
  --rounds 3              times that everything is measured, in turn; medians are shown
  --rival ../shared/baseline   folder of seed_pipeline.py and its requirements.txt
  --no-rival              leave the rival out
  --bad-row last          one row (first, middle or last) breaks a CHECK: the load that sets it aside, against the clean one
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
      'bad-row': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [rounds = 1] = wholeNumbers('rounds', values.rounds);
  return {
    rows: wholeNumbers('rows', values.rows),
    rounds,
    json: values.json,
    rival: values['no-rival'] ? '' : values.rival,
    badRow: placeOf(values['bad-row']),
  };
}

function placeOf(text: string | undefined): Place | undefined {
  const place = PLACES.find(one => one === text);
  if (text !== undefined && place === undefined) {
    throw new Error(`--bad-row ${text}: expected first, middle or last`);
  }
  return place;
}

function wholeNumbers(name: string, text: string): number[] {
  const numbers = text.split(',').map(Number);
  if (!numbers.every(number => Number.isSafeInteger(number) && number > 0)) {
    throw new Error(`--${name} ${text}: expected whole numbers above 0`);
  }
  return numbers;
}
