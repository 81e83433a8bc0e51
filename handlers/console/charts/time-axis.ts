import { html, type Markup } from '../html.ts';
import { momentText } from '../words.ts';

/** Parts that the time of a chart is marked in. */
const QUARTERS = 4;
const DAY_MS = 86_400_000;

/** The time below a chart, quarter by quarter. The style shows beginning and end only where the others have no room. */
export function timeAxis(sinceMs: number, untilMs: number): Markup {
  const quarters = [1, 2, 3].map(at => momentText(sinceMs + ((untilMs - sinceMs) * at) / QUARTERS));
  const isLong = untilMs - sinceMs > DAY_MS;
  return html`<p class="axis"><span>${minuteText(sinceMs)}</span>${quarters.map(text => html` <span>${text.slice(isLong ? 5 : 11, 16)}</span>`)} <span>${minuteText(untilMs)} UTC</span></p>`;
}

function minuteText(milliseconds: number): string {
  return momentText(milliseconds).slice(0, 16);
}

/** Lines behind what a chart shows: half of its height, and where its quarters begin. */
export function rules(width: number, height: number): Markup {
  const upright = [1, 2, 3].map(at => `M${(width * at) / QUARTERS} 0V${height}`);
  return html`<path class="rules" d="M0 ${height / 2}H${width}${upright.join('')}"/>`;
}
