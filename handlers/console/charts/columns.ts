/** Numbers over time as columns. Labels stand outside the picture: they keep their size on a small screen. */
import { html, type Markup } from '../html.ts';
import { momentText } from '../words.ts';

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

export function columnChart(chart: ColumnChart): Markup {
  const { id, title, values, say } = chart;
  const most = Math.max(0, ...values.map(value => value ?? 0));
  const columns = values.map((value, at) => column(chart, { at, value, most }));
  return html`<svg class="columns" viewBox="0 0 ${values.length} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-labelledby="${id}"><title id="${id}">${title}${most > 0 && `, at most ${say(most)}`}</title>
${columns}</svg>`;
}

/** The beginning and the end of the time below a chart. */
export function timeAxis(sinceMs: number, untilMs: number): Markup {
  return html`<p class="axis"><span>${momentText(sinceMs)}</span><span>${momentText(untilMs)} UTC</span></p>`;
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
