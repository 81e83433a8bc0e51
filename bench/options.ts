/** What the benchmark is asked for on its command line. */
import { parseArgs } from 'node:util';

export const TASKS = ['full', 'upsert', 'cdc', 'tiny', 'parts', 'cold', 'ledger', 'profile'] as const;
export type Task = (typeof TASKS)[number];

export interface Options {
  readonly tasks: readonly Task[];
  /** Rows of the files of full loads and upserts, one comparison each. */
  readonly rows: readonly number[];
  readonly rounds: number;
  /** Rows of the table that the files of changes are for. */
  readonly tableRows: number;
  /** Files of 1,000 changes of a round, and files of 100 changes of all rounds. */
  readonly cdcFiles: number;
  readonly files: number;
  /** Objects in the full ledger. */
  readonly ledgerRows: number;
  /** Files of one row with each ledger. */
  readonly ledgerFiles: number;
  readonly json: boolean;
  /** Folder of the rivals, seed_pipeline.py and adbc_pipeline.py; empty: leave them out. */
  readonly rival: string;
  /** Measure a load with one row that only the database refuses, against a clean one, and nothing else. */
  readonly badRow: Place | undefined;
  /** Results of earlier runs, to be read instead of measuring. */
  readonly from: readonly string[];
  /** Where the results are written to as JSON, and the picture. */
  readonly save: string | undefined;
  readonly svg: string | undefined;
  /** Write the figures into docs/performance.md. */
  readonly writesDocs: boolean;
}

/** Where in the file the bad row is. */
const PLACES = ['first', 'middle', 'last'] as const;
export type Place = (typeof PLACES)[number];

const HUGE_ROWS = 10_000_000;

/** The sizes of the figures in docs/performance.md, but for the huge file. */
const THOROUGH = { rows: '100,10000,100000,1000000', tableRows: '1000000', files: '10000', ledgerRows: '5000000' };
const QUICK = { rows: '10000,100000', tableRows: '100000', files: '1500', ledgerRows: '100000' };

export const USAGE = `npm run bench [-- options]
  --task ${TASKS.join(',')}   what is measured; all of it
  --rows ${QUICK.rows}       rows of the files of full loads and upserts
  --huge                    a file of ${HUGE_ROWS.toLocaleString('en')} rows as well
  --rounds 3                times that everything is measured, in turn; medians are shown
  --table-rows ${QUICK.tableRows}       rows of the table that files of changes are for
  --cdc-files 60            files of the task cdc in a round
  --files ${QUICK.files}              files of the task tiny, in rounds of 500
  --ledger-rows ${QUICK.ledgerRows}      objects in the ledger of the task ledger
  --ledger-files 300        files of one row with each ledger
  --thorough                ${THOROUGH.rows} rows, a table of ${THOROUGH.tableRows}, ${THOROUGH.files} files, a ledger of ${THOROUGH.ledgerRows}
  --rival ../shared/baseline   folder of seed_pipeline.py, adbc_pipeline.py and their requirements.txt
  --no-rival                leave the rivals out
  --bad-row last            one row (first, middle or last) breaks a CHECK: the load that sets it aside, against the clean one
  --json                    print the figures as JSON
  --save results.json       write the figures to a file
  --from a.json,b.json      measure nothing: take the figures of earlier runs; what two have is of the first
  --svg picture.svg         draw the picture
  --write-docs              write figures and picture into docs/`;

/** @throws Error that says what is wrong with the arguments */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      task: { type: 'string', default: TASKS.join(',') },
      rows: { type: 'string' },
      huge: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '3' },
      'table-rows': { type: 'string' },
      'cdc-files': { type: 'string', default: '60' },
      files: { type: 'string' },
      'ledger-rows': { type: 'string' },
      'ledger-files': { type: 'string', default: '300' },
      thorough: { type: 'boolean', default: false },
      rival: { type: 'string', default: '../shared/baseline' },
      'no-rival': { type: 'boolean', default: false },
      'bad-row': { type: 'string' },
      json: { type: 'boolean', default: false },
      save: { type: 'string' },
      from: { type: 'string' },
      svg: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  const sizes = values.thorough ? THOROUGH : QUICK;
  return {
    tasks: values.task.split(',').map(name => oneOf('task', name, TASKS)),
    rows: [...wholeNumbers('rows', values.rows ?? sizes.rows), ...(values.huge ? [HUGE_ROWS] : [])],
    rounds: wholeNumber('rounds', values.rounds),
    tableRows: wholeNumber('table-rows', values['table-rows'] ?? sizes.tableRows),
    cdcFiles: wholeNumber('cdc-files', values['cdc-files']),
    files: wholeNumber('files', values.files ?? sizes.files),
    ledgerRows: wholeNumber('ledger-rows', values['ledger-rows'] ?? sizes.ledgerRows),
    ledgerFiles: wholeNumber('ledger-files', values['ledger-files']),
    json: values.json,
    rival: values['no-rival'] ? '' : values.rival,
    badRow: values['bad-row'] === undefined ? undefined : oneOf('bad-row', values['bad-row'], PLACES),
    from: values.from?.split(',') ?? [],
    save: values.save,
    svg: values.svg,
    writesDocs: values['write-docs'],
  };
}

function oneOf<Name extends string>(option: string, text: string, names: readonly Name[]): Name {
  const found = names.find(name => name === text);
  if (found === undefined) {
    throw new Error(`--${option} ${text}: expected ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`);
  }
  return found;
}

function wholeNumbers(option: string, text: string): number[] {
  const numbers = text.split(',').map(Number);
  if (!numbers.every(number => Number.isSafeInteger(number) && number > 0)) {
    throw new Error(`--${option} ${text}: expected whole numbers above 0`);
  }
  return numbers;
}

function wholeNumber(option: string, text: string): number {
  const [number = 1, ...more] = wholeNumbers(option, text);
  if (more.length > 0) {
    throw new Error(`--${option} ${text}: expected one number`);
  }
  return number;
}
