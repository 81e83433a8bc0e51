/** Dead letters, grouped and one by one. */
import type { JudgedLetter, Judgement, SuggestedAct } from '../../domain/dead-letters/judged.ts';
import { html, type Markup } from './html.ts';
import { link } from './layout.ts';
import { htmlTable } from './table.ts';
import { grouped, moment } from './words.ts';

/** Letters that a page lists; the others are counted. */
const LISTED = 200;

export const JUDGEMENTS: readonly Judgement[] = [
  'transient',
  'poison',
  'object-gone',
  'newer-loaded',
  'already-loaded',
  'not-ours',
];

const ACTS: Readonly<Record<SuggestedAct, string>> = {
  redrive: 'redrive',
  drop: 'drop: dms-loader dlq drop',
  repair: 'mend what the error names, then redrive',
};

interface Group {
  readonly first: JudgedLetter;
  readonly target: string | undefined;
  letters: number;
}

export function letterGroups(letters: readonly JudgedLetter[]): Markup {
  const groups = new Map<string, Group>();
  for (const letter of letters) {
    const target = letter.objects[0]?.target;
    const key = JSON.stringify([letter.judgement, letter.error?.group, target]);
    const group = groups.get(key) ?? { first: letter, target, letters: 0 };
    group.letters++;
    groups.set(key, group);
  }
  return htmlTable({
    caption: 'Letters by judgement, table and error',
    columns: [
      { name: 'Judgement' },
      { name: 'Letters', isNumber: true },
      { name: 'Table' },
      { name: 'Error' },
      { name: 'Suggested' },
      { name: 'Why, of the first' },
    ],
    rows: [...groups.values()].toSorted((one, other) => other.letters - one.letters).map(groupRow),
    none: 'There are none.',
  });
}

function groupRow({ first, target, letters }: Group): readonly (string | Markup)[] {
  const { judgement, error, act, why } = first;
  return [
    link(judgement, '/dlq', { judgement, table: target, error: error?.group }),
    grouped(letters),
    target ?? '–',
    error === undefined ? '–' : link(error.code, '/code', { code: error.code }),
    ACTS[act],
    why,
  ];
}

export function lettersTable(letters: readonly JudgedLetter[]): Markup {
  const rest = letters.length - LISTED;
  return html`${htmlTable({
    caption: 'Letters, the longest dead first',
    columns: [{ name: 'Letter' }, { name: 'Sent (UTC)' }, { name: 'Judgement' }, { name: 'Objects' }, { name: 'Why' }],
    rows: letters
      .slice(0, LISTED)
      .map(({ letter, judgement, objects, why }) => [
        html`<code>${letter.id}</code>`,
        moment(letter.sentAtMs),
        judgement,
        objects.length === 0
          ? '–'
          : objects.map(({ object }) => html`<p>${link(object, '/file', { url: object })}</p>`),
        why,
      ]),
    none: 'No letter fits.',
  })}${rest > 0 && html`<p>And ${grouped(rest)} more.</p>`}`;
}
