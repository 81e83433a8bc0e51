/** Numbers over time as columns. Labels stand outside the picture: they keep their size on a small screen. */
import { html, type Markup } from '../html.ts';
import { momentText } from '../words.ts';
import { rules, timeAxis } from './time-axis.ts';

export interface ColumnChart {
  /** Unique on its page. */
  readonly id: string;
  /** What is shown: the picture's name. */
  readonly title: string;
  readonly sinceMs: number;
  readonly untilMs: number;
  /** One for each equal part of the time; undefined where there is nothing to tell. */
  readonly values: readonly (number | undefined)[];
  say(value: number): string;
}

const HEIGHT = 100;
/** What is there is to be seen, however little it is. */
const LEAST = 2;

/** With what it shows and the height of its highest column above, and its time below. */
export function columnChart(chart: ColumnChart): Markup {
  const { id, title, values, say, sinceMs, untilMs } = chart;
  const most = Math.max(0, ...values.map(value => value ?? 0));
  const columns = values.map((value, at) => column(chart, { at, value, most }));
  return html`<figcaption><span>${title}</span> <span class="most">at most ${say(most)}</span></figcaption>
<svg class="columns" viewBox="0 0 ${values.length} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-labelledby="${id}"><title id="${id}">${title}, at most ${say(most)}</title>
${rules(values.length, HEIGHT)}
${columns}</svg>
${timeAxis(sinceMs, untilMs)}`;
}

/** When a part of a chart's time begins. */
export function partStart({ sinceMs, untilMs, values }: ColumnChart, at: number): number {
  return sinceMs + ((untilMs - sinceMs) * at) / values.length;
}

function column(
  chart: ColumnChart,
  { at, value, most }: { at: number; value: number | undefined; most: number },
): Markup | false {
  if (value === undefined || value <= 0) {
    return false;
  }
  const height = Math.max((value / most) * HEIGHT, LEAST);
  return html`<rect x="${at + 0.1}" y="${(HEIGHT - height).toFixed(1)}" width="0.8" height="${height.toFixed(1)}"><title>${momentText(partStart(chart, at))}: ${chart.say(value)}</title></rect>
`;
}
