/** Dead letters, grouped and one by one. */

import { groupLetters } from '../../domain/dead-letters/group-letters.ts';
import type { JudgedLetter, SuggestedAct } from '../../domain/dead-letters/judged.ts';
import { grouped } from '../cli/counts.ts';
import { html, type Markup } from './html.ts';
import { link } from './layout.ts';
import { htmlTable } from './table.ts';
import { moment, since } from './words.ts';

/** Letters that a page lists; the others are counted. */
const LISTED = 200;

const ACTS: Readonly<Record<SuggestedAct, string>> = {
  redrive: 'redrive',
  drop: 'drop: dms-loader dlq drop',
  repair: 'mend what the error names, then redrive',
};

export function letterGroups(letters: readonly JudgedLetter[], nowMs: number): Markup {
  return htmlTable({
    caption: 'Letters by judgement and error, what needs most care first',
    columns: [
      { name: 'Judgement' },
      { name: 'Letters', isNumber: true },
      { name: 'Oldest', isNumber: true },
      { name: 'Tables' },
      { name: 'Error' },
      { name: 'Suggested' },
      { name: 'Why, of the oldest', isText: true },
    ],
    rows: groupLetters(letters).map(({ judgement, error, act, letters: count, oldestSentAtMs, targets, example }) => [
      link(judgement, '/dlq', { judgement, group: error?.group ?? 'none' }),
      grouped(count),
      since(oldestSentAtMs, nowMs),
      targets.join(', '),
      error === undefined ? '–' : link(error.code, '/code', { code: error.code }),
      ACTS[act],
      example.why,
    ]),
    none: 'There are none.',
  });
}

export function lettersTable(letters: readonly JudgedLetter[]): Markup {
  const rest = letters.length - LISTED;
  return html`${htmlTable({
    caption: 'Letters, the longest dead first',
    columns: [
      { name: 'Letter' },
      { name: 'Sent (UTC)' },
      { name: 'Judgement' },
      { name: 'Objects', isText: true },
      { name: 'Why', isText: true },
    ],
    rows: letters
      .slice(0, LISTED)
      .map(({ letter, judgement, objects, why }) => [
        html`<code>${letter.id}</code>`,
        moment(letter.sentAtMs),
        html`<span class="state ${judgement}">${judgement}</span>`,
        objects.length === 0
          ? '–'
          : objects.map(({ object }) => html`<p>${link(object, '/file', { url: object })}</p>`),
        why,
      ]),
    none: 'No letter fits.',
  })}${rest > 0 && html`<p>And ${grouped(rest)} more.</p>`}`;
}
