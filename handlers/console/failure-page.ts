/** What is answered where no page came about: a sentence with its remedy, never a stack trace. */
import { LoaderError } from '../../domain/errors.ts';
import type { Log } from '../../domain/log.ts';
import { codedMessage } from '../cli/output.ts';
import { html, htmlText } from './html.ts';
import type { Answer } from './http-answer.ts';
import { framed } from './layout.ts';
import { Refused } from './refusal.ts';

interface Failure {
  readonly status: number;
  readonly title: string;
  readonly sentence: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function failurePage(error: unknown, log: Log): Answer {
  const { status, title, sentence, headers } = failureOf(error, log);
  const body = html`<p class="alert" role="alert">${sentence}</p>`;
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers },
    body: htmlText(framed({ title, body, path: '' })),
  };
}

function failureOf(error: unknown, log: Log): Failure {
  if (error instanceof Refused) {
    const { status, sentence, headers = {} } = error.refusal;
    return { status, title: TITLES[status] ?? 'Not answered', sentence, headers };
  }
  if (error instanceof LoaderError && error.code !== 'UNEXPECTED') {
    return error.verdict === 'usage'
      ? { status: 400, title: 'This cannot be asked', sentence: codedMessage(error) }
      : { status: 503, title: 'Not to be had now', sentence: codedMessage(error) };
  }
  log.error('console-failed', { error });
  return {
    status: 500,
    title: 'The console failed',
    sentence: 'This is a fault of the console itself; what it says stands on stderr of dms-loader console.',
  };
}

const TITLES: Readonly<Record<number, string>> = {
  403: 'Refused',
  404: 'Not found',
  405: 'Not to be done',
  409: 'Not now',
  413: 'Too much',
  421: 'Another name',
  429: 'Too many tries',
  503: 'Too much at once',
};
