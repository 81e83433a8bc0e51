/**
 * The picture: a bar for each rival, to the right as far as the loader is faster, to the left as far as it is slower, on a
 * logarithmic scale. Written by hand; readable on light and dark pages.
 */
import type { Line } from './results.ts';

const WIDTH = 820;
const BAR = 16;
const STEP = 22;
const HEADING = 30;
const LEFT = 300;
const RIGHT = 60;
const TOP = 44;

const TICKS = [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64];

const STYLE = `text{font:13px system-ui,sans-serif;fill:rgb(36 41 47)}.dim{fill:rgb(87 96 106)}.head{font-weight:600}
.ahead{fill:rgb(31 136 61)}.behind{fill:rgb(191 135 0)}.axis{stroke:rgb(140 149 159);stroke-width:1}.grid{stroke:rgb(140 149 159);stroke-width:1;opacity:.25}
@media(prefers-color-scheme:dark){text{fill:rgb(230 237 243)}.dim{fill:rgb(145 152 161)}.ahead{fill:rgb(63 185 80)}.behind{fill:rgb(210 153 34)}}`;

/** An SVG document. */
export function pictureOf(lines: readonly Line[]): string {
  const groups = Object.entries(Object.groupBy(withRatio(lines), ({ task, rows }) => `${task}, ${grouped(rows)} rows`));
  const scale = scaleOf(withRatio(lines));
  let y = TOP;
  const body: string[] = [];
  for (const [heading, group = []] of groups) {
    body.push(text({ x: 12, y: y + HEADING - 10, kind: 'head' }, heading));
    y += HEADING;
    for (const line of group) {
      body.push(bar(line, y, scale));
      y += STEP;
    }
  }
  const height = y + 12;
  const title = 'How many times as fast as the others the loader is';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${title}</title>`,
    `<style>${STYLE}</style>`,
    text({ x: 12, y: 18, kind: 'head' }, title),
    ...scale.ticks.map(tick => axis(tick, height, scale)),
    ...body,
    '</svg>\n',
  ].join('\n');
}

type Compared = Line & { readonly ahead: number };

function withRatio(lines: readonly Line[]): Compared[] {
  return lines.flatMap(line => (line.ahead === undefined ? [] : [{ ...line, ahead: line.ahead }]));
}

interface Scale {
  readonly ticks: readonly number[];
  /** Of a ratio. */
  x(ratio: number): number;
}

/** As wide as the ratios need, from half as fast to twice as fast at least. */
function scaleOf(lines: readonly Compared[]): Scale {
  const ratios = lines.map(line => line.ahead);
  const low = Math.log2(Math.min(0.5, ...ratios));
  const high = Math.log2(Math.max(2, ...ratios));
  const unit = (WIDTH - LEFT - RIGHT) / (high - low);
  return {
    ticks: TICKS.filter(tick => Math.log2(tick) >= low && Math.log2(tick) <= high),
    x: ratio => LEFT + (Math.log2(ratio) - low) * unit,
  };
}

function bar({ contender, ahead }: Compared, y: number, { x }: Scale): string {
  const [from, to] = [Math.min(x(1), x(ahead)), Math.max(x(1), x(ahead))];
  const kind = ahead >= 1 ? 'ahead' : 'behind';
  const shown = ahead < 10 ? ahead.toFixed(2) : ahead.toFixed(0);
  return [
    text({ x: 28, y: y + 12, kind: 'dim' }, contender),
    `<rect class="${kind}" x="${round(from)}" y="${y}" width="${round(to - from)}" height="${BAR}" rx="2"/>`,
    text({ x: to + 6, y: y + 12 }, shown),
  ].join('');
}

function axis(tick: number, height: number, { x }: Scale): string {
  const at = round(x(tick));
  const kind = tick === 1 ? 'axis' : 'grid';
  return `<line class="${kind}" x1="${at}" x2="${at}" y1="${TOP - 4}" y2="${height - 8}"/>${text({ x: at - 8, y: TOP - 8, kind: 'dim' }, `${tick}x`)}`;
}

function text({ x, y, kind = '' }: { x: number; y: number; kind?: string }, words: string): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${round(y)}"${kind === '' ? '' : ` class="${kind}"`}>${escaped}</text>`;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function grouped(rows: number): string {
  return rows.toLocaleString('en');
}
