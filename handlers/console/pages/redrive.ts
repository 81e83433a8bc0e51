/** The redrive of chosen letters: its rehearsal, the act, and what came of it. */
import type { RedriveReport } from '../../../domain/dead-letters/requests.ts';
import { counted, grouped } from '../../cli/counts.ts';
import { html, type Markup } from '../html.ts';
import type { Job } from '../job.ts';
import { jobState } from '../job-state.ts';
import { link, tokenField } from '../layout.ts';
import type { Redrive } from '../letter-work.ts';
import { lettersTable } from '../letters.ts';
import { refused } from '../refusal.ts';
import type { Scene } from '../scene.ts';
import { selectionOf } from '../selection.ts';
import { facts } from '../table.ts';
import { type Page, pathTo, type Redirect, type Visit } from '../visit.ts';
import { lettersOf } from './dlq.ts';

/** Nothing is moved. */
export async function rehearse({ form }: Visit, scene: Scene): Promise<Redirect> {
  const id = await lettersOf(scene).rehearse(selectionOf(form, scene.routes));
  return { kind: 'redirect', to: pathTo('/dlq/redrive', { id }) };
}

export async function redrivePage(visit: Visit, scene: Scene): Promise<Page> {
  const redrive = known(visit.query, scene);
  const { rehearsal, act } = redrive;
  const body =
    act === undefined
      ? html`${rehearsalState(redrive)}${rehearsal.state.kind === 'done' && rehearsed(rehearsal.state.result, { redrive, visit })}`
      : html`${actState(redrive, act)}${act.state.kind === 'done' && acted(act.state.result)}`;
  return { kind: 'page', title: act === undefined ? 'Rehearsal of a redrive' : 'Redrive', body };
}

export async function actPage({ form }: Visit, scene: Scene): Promise<Redirect> {
  const redrive = known(form, scene);
  if (form.get('isSure') !== 'yes') {
    throw refused(400, 'Confirm with the box that these letters are to be moved.');
  }
  await lettersOf(scene).act(redrive);
  return { kind: 'redirect', to: pathTo('/dlq/redrive', { id: redrive.id }) };
}

/** Rehearsals are shown where they were made; nothing stands at their form's own address. */
export async function noPage(): Promise<Redirect> {
  return { kind: 'redirect', to: '/dlq' };
}

function known(fields: URLSearchParams, scene: Scene): Redrive {
  const redrive = lettersOf(scene).redrive(fields.get('id') ?? '');
  if (redrive === undefined) {
    throw refused(
      404,
      'This rehearsal is not kept any more: only the last few are, until the console ends. Rehearse again.',
    );
  }
  return redrive;
}

function rehearsalState({ id, rehearsal }: Redrive): Markup {
  return jobState(rehearsal, {
    running: 'Rehearsing',
    reload: pathTo('/dlq/redrive', { id }),
    done: ({ chosen }) => html`Nothing was moved. ${counted(chosen, 'letter')} would be.`,
  });
}

function rehearsed(report: RedriveReport, { redrive, visit }: { redrive: Redrive; visit: Visit }): Markup {
  const { chosen, refusalsCleared, notes, stopped } = report;
  return html`${facts([
    ['Letters that would move', grouped(chosen)],
    ['Recorded refusals that would be forgotten', grouped(refusalsCleared)],
    ...(stopped === undefined ? [] : ([['Ended early', stopped]] as const)),
    ['The same at the command line', html`<code>dms-loader dlq redrive${redrive.selection.options}</code>`],
  ])}
${notes.map(note => html`<p>${note}</p>`)}
${chosen > 0 && actForm(redrive, { visit, chosen })}
${lettersTable(report.letters)}
<p>${link('Back to the letters', '/dlq', redrive.selection.fields)}</p>`;
}

function actForm({ id }: Redrive, { visit, chosen }: { visit: Visit; chosen: number }): Markup {
  return html`<form method="post" action="/dlq/redrive" class="stack">${tokenField(visit.formToken)}<input type="hidden" name="id" value="${id}">
<label class="check"><input type="checkbox" name="isSure" value="yes" required> Send ${chosen === 1 ? 'this letter' : `these ${counted(chosen, 'letter')}`} to the queue, then delete ${chosen === 1 ? 'it' : 'them'} here. It is written down in dms_loader.operator_action.</label>
<button class="act">Redrive</button></form>
<p>Only the letters listed here move, and of them those that are still judged so.</p>`;
}

function actState({ id }: Redrive, act: Job<RedriveReport>): Markup {
  return jobState(act, {
    running: 'Redriving',
    reload: pathTo('/dlq/redrive', { id }),
    done: ({ moved, chosen }) => html`${grouped(moved)} of ${counted(chosen, 'letter')} moved.`,
  });
}

function acted({ chosen, moved, left, refusalsCleared, stopped, notes }: RedriveReport): Markup {
  return html`${facts([
    ['Chosen', grouped(chosen)],
    ['Moved to the queue', grouped(moved)],
    ['Left in the dead-letter queue', grouped(left)],
    ['Recorded refusals forgotten', grouped(refusalsCleared)],
    ...(stopped === undefined ? [] : ([['Ended early', stopped]] as const)),
  ])}
${notes.map(note => html`<p>${note}</p>`)}
<p>${link('The loads of the last hour', '/loads', { span: '1h' })} · ${link('Back to the letters', '/dlq')}</p>`;
}
