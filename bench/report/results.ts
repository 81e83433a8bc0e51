/** All that the benchmark measures, as it is written to JSON and read from it. Times are medians of rounds, in seconds unless they say otherwise. */
import { readFileSync } from 'node:fs';
import { given } from '../../domain/given.ts';

/** What one contender did of one task at one size. */
export interface Line {
  readonly task: string;
  /** Of the file; of files of changes the changes of all files of a round. */
  readonly rows: number;
  readonly contender: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** Its speed by that of the limit, and that of who leads the comparison (the loader) by its own: medians of the ratios of each round. */
  readonly ofLimit?: number | undefined;
  readonly ahead?: number | undefined;
  /** From the start of the process to its end. */
  readonly processSeconds?: number | undefined;
  readonly peakRssMib?: number | undefined;
}

/** A part of the loader by itself. */
export interface Part {
  readonly part: string;
  readonly rows: number;
  /** Of the file, as stored. */
  readonly mebibytes: number;
  /** First as a fresh process does it, then warm. */
  readonly seconds: readonly [first: number, warm: number];
}

export interface ColdStart {
  /** What was imported, from the root of the checkout. */
  readonly entry: string;
  /** Of all files of the bundle; undefined: it is not there. */
  readonly bundleBytes?: number | undefined;
  readonly importMs: number;
  /** From the begin of the import to the first query that leaves for the database. */
  readonly firstQueryMs: number;
  /** From the start of the process until a file of so many rows is committed. */
  readonly committedMs: number;
  readonly rows: number;
}

/** A file of one row with an empty ledger and with one that has known many objects, in turn. */
export interface LedgerCost {
  readonly objects: number;
  readonly files: number;
  /** The message of the claim. */
  readonly claimMs: readonly [empty: number, full: number];
  /** All that the database does for a file: look up, claim, merge, record, commit. */
  readonly loadMs: readonly [empty: number, full: number];
}

export interface Profile {
  readonly task: string;
  readonly rows: number;
  readonly seconds: number;
  /** Seconds of wall time by statement, as the client sees them. */
  readonly phases: Readonly<Record<string, number>>;
  /** Seconds of the client's main thread by what it was at. */
  readonly client: Readonly<Record<string, number>>;
  /** Processor time of the server's process. */
  readonly serverSeconds?: number | undefined;
}

export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly node: string;
  readonly postgres: string;
}

export interface Results {
  readonly machine: Machine;
  /** Did all contenders of each comparison end with the same rows? */
  readonly isEqual: boolean;
  /** Who is left out, and why, as sentences. */
  readonly leftOut: readonly string[];
  readonly lines: readonly Line[];
  readonly parts: readonly Part[];
  readonly profiles: readonly Profile[];
  readonly cold?: ColdStart | undefined;
  readonly ledger?: LedgerCost | undefined;
}

export function readResults(path: string): Results {
  return JSON.parse(readFileSync(path, 'utf8')) as Results;
}

/** Several runs as one. What two of them measured is taken from the first, ratios always being of one run. */
export function mergeResults(all: readonly Results[]): Results {
  const [first, ...rest] = all;
  if (first === undefined) {
    throw new RangeError('no results');
  }
  return rest.reduce(
    (one, other) => ({
      ...given(other),
      ...given(one),
      machine: one.machine,
      isEqual: one.isEqual && other.isEqual,
      leftOut: [...new Set([...one.leftOut, ...other.leftOut])],
      lines: union(one.lines, other.lines, line => `${line.task}/${line.rows}`),
      parts: union(one.parts, other.parts, part => `${part.part}/${part.rows}`),
      profiles: union(one.profiles, other.profiles, profile => `${profile.task}/${profile.rows}`),
    }),
    first,
  );
}

function union<Item>(ours: readonly Item[], theirs: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const names = new Set(ours.map(nameOf));
  return [...ours, ...theirs.filter(item => !names.has(nameOf(item)))];
}
