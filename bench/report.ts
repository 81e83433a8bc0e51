/** The figures of a comparison as medians and ratios. A ratio is the median of the ratios of each round. */
import type { Comparison, Figure } from './comparison.ts';
import { TASKS, type Task } from './contender.ts';

export interface Line {
  readonly rows: number;
  readonly task: Task;
  readonly contender: string;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** Speed by that of the limit and of the rival, in the same round; undefined where they were not measured. */
  readonly toLimit: number | undefined;
  readonly toRival: number | undefined;
  readonly peakRssMib: number | undefined;
}

export function linesOf({ rows, figures }: Comparison): Line[] {
  const contenders = [...new Set(figures.map(figure => figure.contender))];
  return TASKS.flatMap(task =>
    contenders.map(contender => {
      const own = figures.filter(figure => figure.task === task && figure.contender === contender);
      const seconds = median(own.map(figure => figure.seconds)) ?? Number.NaN;
      const peaks = own.flatMap(figure => figure.peakRssMib ?? []);
      return {
        rows,
        task,
        contender,
        seconds,
        rowsPerSecond: rows / seconds,
        toLimit: ratio(own, figures, 'limit'),
        toRival: ratio(own, figures, 'rival'),
        peakRssMib: peaks.length === 0 ? undefined : Math.max(...peaks),
      };
    }),
  );
}

const HEADINGS = ['rows', 'task', 'contender', 'seconds', 'rows/s', 'of limit', 'x rival', 'peak MiB'];

/** A table for people, one line of text each. */
export function tableOf(lines: readonly Line[]): string {
  const cells = lines.map(line => [
    line.rows.toLocaleString('en'),
    line.task,
    line.contender,
    line.seconds.toFixed(2),
    Math.round(line.rowsPerSecond).toLocaleString('en'),
    line.toLimit?.toFixed(2) ?? '-',
    line.toRival?.toFixed(1) ?? '-',
    line.peakRssMib?.toFixed(0) ?? '-',
  ]);
  const widths = HEADINGS.map((heading, place) =>
    Math.max(heading.length, ...cells.map(row => row[place]?.length ?? 0)),
  );
  return [HEADINGS, ...cells]
    .map(row => row.map((cell, place) => cell.padStart(widths[place] ?? 0)).join('  '))
    .join('\n');
}

/** How many times as fast as the other, round by round. */
function ratio(own: readonly Figure[], all: readonly Figure[], other: string): number | undefined {
  return median(
    own.flatMap(({ task, round, seconds }) =>
      all
        .filter(figure => figure.contender === other && figure.task === task && figure.round === round)
        .map(figure => figure.seconds / seconds),
    ),
  );
}

export function median(numbers: readonly number[]): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
