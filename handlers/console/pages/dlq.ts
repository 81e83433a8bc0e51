/** The dead-letter queue: the letters of the last look, judged and grouped. Only the button looks: a look receives letters. */
import type { Look } from '../../../domain/dead-letters/requests.ts';
import { counted, grouped } from '../../cli/counts.ts';
import { html, type Markup, type Part } from '../html.ts';
import type { Job } from '../job.ts';
import { jobState } from '../job-state.ts';
import { link, tokenField } from '../layout.ts';
import type { LetterWork } from '../letter-work.ts';
import { letterGroups, lettersTable } from '../letters.ts';
import { refused } from '../refusal.ts';
import type { Scene } from '../scene.ts';
import { type Selection, selectionOf } from '../selection.ts';
import { selectionForm } from '../selection-form.ts';
import { type Page, pathTo, type Redirect, type Visit } from '../visit.ts';

export async function dlqPage(visit: Visit, scene: Scene): Promise<Page> {
  const selection = selectionOf(visit.query, scene.routes);
  const job = scene.letters?.lastLook();
  const body = html`${scene.letters === undefined ? NO_QUEUE : lookForm(visit, scene)}
${job !== undefined && html`${lookState(job)}${job.state.kind === 'done' && lookBody(job.state.result, { visit, scene, selection })}`}`;
  return { kind: 'page', title: 'Dead letters', body };
}

/** Looks once; the page that follows shows what was found. */
export async function look({ form }: Visit, scene: Scene): Promise<Redirect> {
  await lettersOf(scene).look();
  return { kind: 'redirect', to: pathTo('/dlq', selectionOf(form, scene.routes).fields) };
}

/** @throws Refused */
export function lettersOf({ letters }: Scene): LetterWork {
  if (letters === undefined) {
    throw refused(
      404,
      'No dead-letter queue is named: set QUEUE_URL and DEAD_LETTER_QUEUE_URL and start the console again.',
    );
  }
  return letters;
}

const NO_QUEUE = html`<p class="alert">No dead-letter queue is named: set QUEUE_URL and DEAD_LETTER_QUEUE_URL and start the console again.</p>`;

function lookForm({ formToken }: Visit, { isReadOnly }: Scene): Markup {
  return isReadOnly
    ? html`<p class="alert">This console was started with --read-only. A look receives letters and hides them meanwhile: use <code>dms-loader dlq ls</code>.</p>`
    : html`<form method="post" action="/dlq" class="filters">${tokenField(formToken)}<button>Look at the letters</button></form>
<p>A look receives every letter, which hides it from others meanwhile, lets it be seen again, and judges it by ledger and bucket.</p>`;
}

function lookState(job: Job<Look>): Markup {
  return jobState(job, { running: 'Looking', reload: '/dlq', done: lookSentence });
}

function lookSentence({ letters, held, isComplete }: Look): Markup {
  return html`${counted(letters.length, 'letter')} seen; the queue says it holds about ${grouped(held)}.${!isComplete && html` <strong class="warn">Not all were seen: look again later, or use <code>dms-loader dlq ls --most</code>.</strong>`}`;
}

interface Shown {
  readonly visit: Visit;
  readonly scene: Scene;
  readonly selection: Selection;
}

function lookBody({ letters }: Look, { visit, scene, selection }: Shown): Part {
  if (letters.length === 0) {
    return html`<p class="none good">The dead-letter queue is empty.</p>`;
  }
  const chosen = letters.filter(letter => selection.chosen(letter));
  return html`<section aria-labelledby="groups"><h2 id="groups">Groups</h2>
${letterGroups(letters, scene.now())}</section>
<section aria-labelledby="choose"><h2 id="choose">Choose</h2>
${selectionForm(selection, letters)}
<p>${grouped(chosen.length)} of ${grouped(letters.length)} letters are chosen. ${Object.keys(selection.fields).length > 0 && link('Choose all', '/dlq')}</p>
${!scene.isReadOnly && chosen.length > 0 && rehearseForm(visit, selection)}
${lettersTable(chosen)}</section>`;
}

function rehearseForm({ formToken }: Visit, { fields }: Selection): Markup {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="/dlq/rehearsal" class="filters">${tokenField(formToken)}${hidden}<button>Rehearse the redrive of these</button></form>
<p>Nothing is moved by a rehearsal.</p>`;
}
