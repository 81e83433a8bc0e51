/** When loads began and ended: a strip for each table, a bar for each load. */
import type { LoadLine, TableLine } from '../../../domain/ports/overview.ts';
import { counted } from '../../cli/counts.ts';
import { html, type Markup } from '../html.ts';
import { rules, timeAxis } from './time-axis.ts';

export interface Timeline {
  readonly lines: readonly LoadLine[];
  readonly sinceMs: number;
  readonly untilMs: number;
}

interface Bar {
  readonly line: LoadLine;
  readonly table: TableLine;
}

const WIDTH = 1000;
const LANE = 10;
/** Loads that are drawn one above the other where they were at the same time. */
const MOST_LANES = 8;
/** Of a thousandth part of the time: a load of milliseconds is to be seen. */
const LEAST_WIDTH = 2;

export function timeline({ lines, sinceMs, untilMs }: Timeline): Markup {
  const bars = lines.flatMap(line => line.tables.map(table => ({ line, table })));
  const targets = [...new Set(bars.map(({ table }) => table.target))].sort((one, other) => one.localeCompare(other));
  const strips = targets.map((target, at) => {
    const own = bars.filter(({ table }) => table.target === target);
    return html`<figure class="strip"><figcaption>${target}: ${counted(own.length, 'load')}</figcaption>
${strip(own, { id: `strip-${at}`, target, sinceMs, untilMs })}</figure>`;
  });
  return html`${strips}${targets.length > 0 && timeAxis(sinceMs, untilMs)}`;
}

interface Place {
  readonly id: string;
  readonly target: string;
  readonly sinceMs: number;
  readonly untilMs: number;
}

function strip(bars: readonly Bar[], { id, target, sinceMs, untilMs }: Place): Markup {
  const scale = WIDTH / Math.max(untilMs - sinceMs, 1);
  const ends: number[] = [];
  const drawn = bars
    .toSorted((one, other) => one.table.startedAtMs - other.table.startedAtMs)
    .map(({ line, table }) => {
      const x = Math.max((table.startedAtMs - sinceMs) * scale, 0);
      const width = Math.max((table.loadedAtMs - sinceMs) * scale - x, LEAST_WIDTH);
      const lane = laneFor(ends, x);
      ends[lane] = x + width;
      return html`<rect x="${x.toFixed(1)}" y="${lane * LANE + 1}" width="${width.toFixed(1)}" height="${LANE - 2}" class="${line.state === 'loaded' || line.state === 'overwritten' ? 'good' : 'open'}"/>
`;
    });
  const height = Math.max(ends.length, 1) * LANE;
  return html`<svg class="lanes lanes-${Math.max(ends.length, 1)}" viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none" role="img" aria-labelledby="${id}"><title id="${id}">Loads of ${target}, from their start to their end; the table below has each of them</title>
${rules(WIDTH, height)}
${drawn}</svg>`;
}

/** The first lane that is free from there on; where all are taken, the one that is free soonest. */
function laneFor(ends: readonly number[], x: number): number {
  const free = ends.findIndex(end => end <= x);
  if (free >= 0) {
    return free;
  }
  return ends.length < MOST_LANES ? ends.length : ends.indexOf(Math.min(...ends));
}
