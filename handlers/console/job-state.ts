import { LoaderError } from '../../domain/errors.ts';
import { grouped } from '../cli/counts.ts';
import { codedMessage } from '../cli/output.ts';
import { html, type Markup, type Part } from './html.ts';
import type { Job } from './job.ts';
import { moment } from './words.ts';

interface Told<Result> {
  /** What is being done: `Looking`. */
  readonly running: string;
  /** The page that shows how it went on. */
  readonly reload: string;
  done(result: Result): Part;
}

/** How far work is, or what came of it. */
export function jobState<Result>({ state, startedAtMs }: Job<Result>, { running, reload, done }: Told<Result>): Markup {
  if (state.kind === 'running') {
    const far =
      state.done === 0 ? '' : `: ${grouped(state.done)}${state.all === undefined ? '' : ` of ${grouped(state.all)}`}`;
    return html`<p class="alert" role="status">${running}${far}, since ${moment(startedAtMs)} UTC. <a href="${reload}">Load this page again</a></p>`;
  }
  if (state.kind === 'failed') {
    return html`<p class="alert" role="alert">${sentenceOf(state.error)} (${moment(state.endedAtMs)} UTC)</p>`;
  }
  return html`<p role="status">${done(state.result)} <span class="asof">${moment(state.endedAtMs)} UTC</span></p>`;
}

/** Never a stack trace. */
function sentenceOf(error: unknown): string {
  return error instanceof LoaderError ? codedMessage(error) : 'This failed by a fault of the console itself';
}
