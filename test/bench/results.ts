import type { Line, Results } from '../../bench/report/results.ts';

export function line(task: string, rows: number, fields: Partial<Line>): Line {
  return { task, rows, contender: 'loader', rounds: 3, seconds: 1, rowsPerSecond: rows, ...fields };
}

/** Results of nothing, but for what is given. */
export function results(fields: Partial<Results>): Results {
  return {
    machine: { date: '2026-02-03', processor: 'Abacus', cores: 2, memoryGib: 24, node: '24.0.0', postgres: '18.4' },
    isEqual: true,
    leftOut: [],
    lines: [],
    parts: [],
    profiles: [],
    ...fields,
  };
}
