/** The results as tables: for the terminal, and for a page of Markdown. */
import type { Results } from './results.ts';
import { targetsOf } from './targets.ts';

export interface TextTable {
  readonly title: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many of the first columns are words, not figures. */
  readonly words: number;
}

/** Those that have rows. */
export function tablesOf(results: Results): TextTable[] {
  return [
    linesTable(results),
    partsTable(results),
    startTable(results),
    ledgerTable(results),
    phasesTable(results),
    sharesTable(results),
    targetsTable(results),
  ].filter(({ rows }) => rows.length > 0);
}

const NOTHING = '-';

function linesTable({ lines }: Results): TextTable {
  return {
    title: 'Whole loads',
    headings: [
      'task',
      'contender',
      'rows',
      'seconds',
      'rows/s',
      'of COPY + merge',
      'loader is',
      'process s',
      'peak MiB',
    ],
    words: 2,
    rows: lines.map(line => [
      line.task,
      line.contender,
      grouped(line.rows),
      line.seconds.toFixed(2),
      grouped(line.rowsPerSecond),
      line.ofLimit?.toFixed(2) ?? NOTHING,
      line.ahead === undefined ? NOTHING : `${line.ahead.toFixed(line.ahead < 10 ? 2 : 0)} x`,
      line.processSeconds?.toFixed(2) ?? NOTHING,
      line.peakRssMib?.toFixed(0) ?? NOTHING,
    ]),
  };
}

function partsTable({ parts }: Results): TextTable {
  return {
    title: 'Parts alone',
    headings: ['part', 'rows', 'rows/s first', 'rows/s warm', 'MiB/s of the file, warm'],
    words: 1,
    rows: parts.map(({ part, rows, mebibytes, seconds: [first, warm] }) => [
      part,
      grouped(rows),
      grouped(rows / first),
      grouped(rows / warm),
      (mebibytes / warm).toFixed(1),
    ]),
  };
}

function startTable({ cold }: Results): TextTable {
  return {
    title: 'Cold start',
    headings: ['entry', 'bundle kB', 'import ms', 'import to first query ms', 'process to commit ms', 'rows'],
    words: 1,
    rows:
      cold === undefined
        ? []
        : [
            [
              cold.entry,
              cold.bundleBytes === undefined ? NOTHING : (cold.bundleBytes / 1000).toFixed(0),
              cold.importMs.toFixed(0),
              cold.firstQueryMs.toFixed(0),
              cold.committedMs.toFixed(0),
              grouped(cold.rows),
            ],
          ],
  };
}

function ledgerTable({ ledger }: Results): TextTable {
  const line = (what: string, [empty, full]: readonly [number, number]) => [
    what,
    empty.toFixed(2),
    full.toFixed(2),
    (full / empty).toFixed(2),
  ];
  return {
    title: 'A file of one row, by objects in the ledger',
    headings: ['what', 'none: ms', `${grouped(ledger?.objects ?? 0)}: ms`, 'ratio'],
    words: 1,
    rows: ledger === undefined ? [] : [line('claim', ledger.claimMs), line('whole load', ledger.loadMs)],
  };
}

function phasesTable({ profiles }: Results): TextTable {
  return {
    title: 'Where the time goes: by statement',
    headings: ['task', 'rows', 'phase', 'seconds', '%'],
    words: 0,
    rows: profiles.flatMap(({ task, rows, seconds, phases, serverSeconds }) => [
      ...shares(phases, seconds).map(row => [task, grouped(rows), ...row]),
      ...(serverSeconds === undefined
        ? []
        : shares({ "processor time of PostgreSQL's process": serverSeconds }, seconds).map(row => [
            task,
            grouped(rows),
            ...row,
          ])),
    ]),
  };
}

function sharesTable({ profiles }: Results): TextTable {
  return {
    title: "Where the time goes: the loader's main thread, its start included",
    headings: ['task', 'rows', 'at', 'seconds', '%'],
    words: 0,
    rows: profiles.flatMap(({ task, rows, client }) => {
      const whole = Object.values(client).reduce((sum, part) => sum + part, 0);
      return shares(client, whole).map(row => [task, grouped(rows), ...row]);
    }),
  };
}

function shares(parts: Readonly<Record<string, number>>, whole: number): string[][] {
  return Object.entries(parts)
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, seconds]) => [name, seconds.toFixed(2), ((100 * seconds) / whole).toFixed(0)]);
}

function targetsTable(results: Results): TextTable {
  return {
    title: 'Targets',
    headings: ['what', 'wanted', 'got', ''],
    words: 1,
    rows: targetsOf(results).map(({ what, wanted, got, isMet }) => [what, wanted, got, isMet ? 'met' : 'missed']),
  };
}

function grouped(number: number): string {
  return Math.round(number).toLocaleString('en');
}
