/** Times, sizes and numbers, as every page says them. */
import { isoTime } from '../../domain/iso-time.ts';
import { ago } from '../cli/duration.ts';
import { html, type Markup } from './html.ts';

/** A moment in UTC, to the second: `2026-01-31 12:00:00`. */
export function moment(milliseconds: number): Markup {
  const text = isoTime(milliseconds);
  return html`<time datetime="${text}">${momentText(milliseconds)}</time>`;
}

export function momentText(milliseconds: number): string {
  return isoTime(milliseconds).slice(0, 19).replace('T', ' ');
}

/** How long ago something was; what never was is a dash. */
export function since(milliseconds: number | undefined, nowMs: number): Markup | string {
  return milliseconds === undefined
    ? '–'
    : html`<time datetime="${isoTime(milliseconds)}" title="${momentText(milliseconds)} UTC">${ago(nowMs - milliseconds)} ago</time>`;
}

/** A sentence of ours, in which commands and names stand between backticks. */
export function prose(sentence: string): Markup {
  return html`${sentence.split('`').map((part, at) => (at % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}

export function bytesText(bytes: number): string {
  const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = Math.min(bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10), steps.length - 1);
  const size = bytes / 1024 ** step;
  return `${step === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${steps[step]}`;
}
