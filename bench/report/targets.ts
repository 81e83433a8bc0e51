/** What the loader is to reach, held against what was measured. What was not measured is left out. */
import { LIMIT } from '../contenders/limit.ts';
import { LOADER } from '../contenders/loader.ts';
import { ADBC, SEED, SEED_ROWS } from '../contenders/rivals.ts';
import { WRITE_PATH } from '../contenders/write-path.ts';
import type { Line, Results } from './results.ts';

export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly got: string;
  readonly isMet: boolean;
}

const MEGABYTE = 1_000_000;
const HUGE_ROWS = 10_000_000;

/** Below it the start of a process and of a connection are all that is measured. */
const LEAST_ROWS = 100_000;

/** How many times as fast as whom the loader is to be. */
const AHEAD: readonly (readonly [task: string, rows: number, rival: string, least: number])[] = [
  ['full', 100_000, SEED, 6],
  ['upsert', 100_000, SEED, 4],
  ['full', 1_000_000, SEED, 9],
  ['upsert', 1_000_000, SEED, 6],
  ['full', 100_000, SEED_ROWS, 10],
  ['upsert', 100_000, SEED_ROWS, 10],
  ['full', 100_000, ADBC, 1],
  ['upsert', 100_000, ADBC, 1],
  ['full', 1_000_000, ADBC, 1],
  ['upsert', 1_000_000, ADBC, 1],
];

export function targetsOf(results: Results): Target[] {
  const { lines } = results;
  return [
    ...lines
      .filter(({ contender, rows }) => contender === LOADER && rows >= LEAST_ROWS)
      .flatMap(line => ofLimit(line, 'end to end', 0.75)),
    ...AHEAD.flatMap(([task, rows, rival, least]) =>
      ahead(
        lines.find(line => line.task === task && line.rows === rows && line.contender === rival),
        least,
      ),
    ),
    ...lines
      .filter(({ task, contender }) => (task === 'cdc' || task === 'tiny') && contender === SEED)
      .flatMap(line => ahead(line, 4)),
    ...lines
      .filter(({ contender, rows }) => contender === WRITE_PATH && rows >= LEAST_ROWS)
      .flatMap(line => ofLimit(line, 'rows in memory', 0.85)),
    ...ofHugeFile(lines),
    ...ofLedger(results),
    ...ofStart(results),
  ];
}

function ofLimit({ task, rows, ofLimit: got }: Line, how: string, least: number): Target[] {
  return got === undefined ? [] : [atLeast(`${task}, ${grouped(rows)} rows, ${how}, by ${LIMIT}`, got, least)];
}

function ahead(line: Line | undefined, least: number): Target[] {
  return line?.ahead === undefined
    ? []
    : [atLeast(`${line.task}, ${grouped(line.rows)} rows, by ${line.contender}`, line.ahead, least)];
}

/** Against the file of 100,000 rows: speed and memory. */
function ofHugeFile(lines: readonly Line[]): Target[] {
  const full = lines.filter(({ task, contender }) => task === 'full' && contender === LOADER);
  const [small, huge] = [LEAST_ROWS, HUGE_ROWS].map(rows => full.find(line => line.rows === rows));
  if (small === undefined || huge === undefined) {
    return [];
  }
  const what = `full, ${grouped(HUGE_ROWS)} rows`;
  const [growth, peak] = [(huge.peakRssMib ?? 0) / (small.peakRssMib ?? 1), huge.peakRssMib ?? Number.NaN];
  return [
    atLeast(
      `${what}: by ${LIMIT}, against that of ${grouped(LEAST_ROWS)}`,
      (huge.ofLimit ?? 0) / (small.ofLimit ?? 1),
      0.9,
    ),
    atMost(`${what}: peak memory, against that of ${grouped(LEAST_ROWS)}`, growth, { most: 1.2, unit: ' x' }),
    atMost(`${what}: peak memory`, peak, { most: 512, unit: ' MiB' }),
  ];
}

function ofLedger({ ledger }: Results): Target[] {
  if (ledger === undefined) {
    return [];
  }
  const [empty, full] = ledger.claimMs;
  return [
    atMost(`claim with ${grouped(ledger.objects)} objects in the ledger, against none`, full / empty, {
      most: 1.2,
      unit: ' x',
    }),
  ];
}

function ofStart({ cold }: Results): Target[] {
  if (cold === undefined) {
    return [];
  }
  const { bundleBytes, entry, firstQueryMs } = cold;
  const size = bundleBytes === undefined ? [] : [atMost('bundle', bundleBytes / MEGABYTE, { most: 2, unit: ' MB' })];
  return [...size, atMost(`import of ${entry} to the first query`, firstQueryMs, { most: 300, unit: ' ms' })];
}

function atLeast(what: string, got: number, least: number): Target {
  return { what, wanted: `at least ${least} x`, got: `${got.toFixed(2)} x`, isMet: got >= least };
}

function atMost(what: string, got: number, { most, unit }: { most: number; unit: string }): Target {
  const digits = most < 10 ? 2 : 0;
  return { what, wanted: `at most ${most}${unit}`, got: `${got.toFixed(digits)}${unit}`, isMet: got <= most };
}

function grouped(rows: number): string {
  return rows.toLocaleString('en');
}
