/** Into a console that asks for its token, and out of it. */

import type { IncomingHttpHeaders } from 'node:http';
import { html, htmlText } from './html.ts';
import type { Answer } from './http-answer.ts';
import { framed, tokenField } from './layout.ts';
import { PAGES } from './pages/index.ts';
import type { Sessions } from './sessions.ts';

interface LoginForm {
  /** Path and query of the page that was asked for. */
  readonly next: string;
  readonly formToken: string;
  readonly status: number;
  readonly isWrong?: boolean;
}

export function loginPage({ next, formToken, status, isWrong = false }: LoginForm): Answer {
  const body = html`${isWrong && html`<p class="alert" role="alert">This is not the token of this console.</p>`}
<p>This console was started with a token. It was given to <code>dms-loader console</code> as LOADER_CONSOLE_TOKEN or --token.</p>
<form method="post" action="/login" class="stack">
${tokenField(formToken)}<input type="hidden" name="next" value="${next}">
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required>
<button>Log in</button>
</form>`;
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
  };
  return { status, headers, body: htmlText(framed({ title: 'Log in', body, path: undefined })) };
}

/** Undefined for a wrong token. */
export function loginReply(
  form: URLSearchParams,
  sessions: Sessions,
  headers: IncomingHttpHeaders,
): Answer | undefined {
  const cookie = sessions.open(form.get('token') ?? '', headers);
  return cookie === undefined
    ? undefined
    : { status: 303, headers: { Location: ownPage(form.get('next') ?? '/'), 'Set-Cookie': cookie }, body: '' };
}

export function logout(sessions: Sessions, headers: IncomingHttpHeaders): Answer {
  return { status: 303, headers: { Location: '/login', 'Set-Cookie': sessions.close(headers) }, body: '' };
}

/** A page of this console, whatever a forged login form asks for. */
function ownPage(next: string): string {
  const url = URL.parse(next, 'http://console');
  return url?.origin !== 'http://console' || PAGES[url.pathname] === undefined ? '/' : `${url.pathname}${url.search}`;
}
