/** The spans of time that pages show. */
import { misuse } from '../cli/misuse.ts';
import { html, type Markup } from './html.ts';

const HOUR_MS = 3_600_000;

const SPANS = {
  '1h': { name: '1 hour', lengthMs: HOUR_MS, parts: 60, partName: 'minute' },
  '6h': { name: '6 hours', lengthMs: 6 * HOUR_MS, parts: 72, partName: '5 minutes' },
  '24h': { name: '24 hours', lengthMs: 24 * HOUR_MS, parts: 48, partName: '30 minutes' },
  '7d': { name: '7 days', lengthMs: 7 * 24 * HOUR_MS, parts: 84, partName: '2 hours' },
  '30d': { name: '30 days', lengthMs: 30 * 24 * HOUR_MS, parts: 60, partName: '12 hours' },
} as const;

export interface ShownSpan {
  readonly key: string;
  readonly name: string;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly parts: number;
  /** How long one of them is. */
  readonly partName: string;
}

/**
 * Up to now.
 * @throws LoaderError COMMAND_INVALID for a span that is none of those
 */
export function spanOf(query: URLSearchParams, nowMs: number): ShownSpan {
  const key = query.get('span') ?? '24h';
  if (!isSpan(key)) {
    throw misuse(key, 'is no span of time that is shown', `choose one of ${Object.keys(SPANS).join(', ')}`);
  }
  const { name, lengthMs, parts, partName } = SPANS[key];
  return { key, name, parts, partName, sinceMs: nowMs - lengthMs, untilMs: nowMs };
}

/** To be chosen in a form. */
export function spanField({ key }: ShownSpan): Markup {
  const options = Object.entries(SPANS).map(
    ([value, { name }]) => html`<option value="${value}"${value === key && html` selected`}>${name}</option>`,
  );
  return html`<div><label for="span">The last</label><select id="span" name="span">${options}</select></div>`;
}

function isSpan(key: string): key is keyof typeof SPANS {
  return Object.hasOwn(SPANS, key);
}
