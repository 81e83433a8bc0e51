/** The figures of a comparison as medians and ratios. A ratio is the median of the ratios of each round. */
import type { Measurement } from '../contenders/contender.ts';
import { LIMIT } from '../contenders/limit.ts';
import type { Line } from './results.ts';

/** What one contender did in one round. */
export interface Figure extends Measurement {
  readonly task: string;
  readonly rows: number;
  readonly contender: string;
  readonly round: number;
}

/** A line for each task, size and contender, in the order of the figures. The contender of the first figure leads. */
export function linesOf(figures: readonly Figure[]): Line[] {
  const lead = figures[0]?.contender;
  const groups = Object.values(Object.groupBy(figures, ({ task, rows }) => `${task}/${rows}`));
  return groups.flatMap((group = []) =>
    Object.values(Object.groupBy(group, ({ contender }) => contender)).flatMap((own = []) => lineOf(own, group, lead)),
  );
}

function lineOf(own: readonly Figure[], group: readonly Figure[], lead: string | undefined): Line | [] {
  const [first] = own;
  if (first === undefined) {
    return [];
  }
  const { task, rows, contender } = first;
  const seconds = median(own.map(figure => figure.seconds)) ?? Number.NaN;
  const peaks = own.flatMap(figure => figure.peakRssMib ?? []);
  const ahead = contender === lead ? undefined : median(timesAsLong(own, group, lead).map(ratio => 1 / ratio));
  return {
    task,
    rows,
    contender,
    rounds: own.length,
    seconds,
    rowsPerSecond: rows / seconds,
    ofLimit: median(timesAsLong(own, group, LIMIT)),
    ahead,
    processSeconds: median(own.flatMap(figure => figure.processSeconds ?? [])),
    peakRssMib: peaks.length === 0 ? undefined : Math.max(...peaks),
  };
}

/** How long the other took by how long this one did, round by round. */
function timesAsLong(own: readonly Figure[], group: readonly Figure[], other: string | undefined): number[] {
  return own.flatMap(({ round, seconds }) =>
    group
      .filter(figure => figure.contender === other && figure.round === round)
      .map(figure => figure.seconds / seconds),
  );
}

export function median(numbers: readonly number[]): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
