/** The way of one request: the checks that no page can forget, then its page. */
import type { IncomingMessage } from 'node:http';
import { readForm } from './form.ts';
import { checkFormToken, checkHost, checkOrigin } from './gate.ts';
import type { Guesses } from './guesses.ts';
import { htmlText } from './html.ts';
import type { Answer } from './http-answer.ts';
import { framed } from './layout.ts';
import { loginPage, loginReply, logout } from './login.ts';
import { PAGES, type PageMethods } from './pages/index.ts';
import { refused } from './refusal.ts';
import type { Scene } from './scene.ts';
import type { Session, Sessions } from './sessions.ts';
import type { Reply } from './visit.ts';

export interface Setting {
  readonly scene: Scene;
  /** That the server listens on. */
  readonly host: string;
  readonly sessions: Sessions;
  readonly hasToken: boolean;
  readonly guesses: Guesses;
  readonly style: string;
  readonly icon: string;
}

/** @throws Refused, and whatever a page throws */
export async function answerTo(request: IncomingMessage, setting: Setting): Promise<Answer> {
  checkHost(request.headers, setting);
  const url = urlOf(request);
  const asset = assetOf(url.pathname, setting);
  if (asset !== undefined) {
    checkMethod(request, ['GET', 'HEAD']);
    return asset;
  }
  const session = sessionOf(request, setting);
  if (url.pathname === '/login' || session === undefined) {
    return await login(request, url, setting);
  }
  if (url.pathname === '/logout') {
    checkMethod(request, ['POST']);
    await checkedForm(request, session);
    return logout(setting.sessions, request.headers);
  }
  const page = PAGES[url.pathname];
  if (page === undefined) {
    throw refused(404, 'There is no such page; the navigation names those that there are.');
  }
  return await answerOf(page, { request, url, session, setting });
}

interface Asked {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly session: Session;
  readonly setting: Setting;
}

async function answerOf(page: PageMethods, { request, url, session, setting }: Asked): Promise<Answer> {
  const { post } = page;
  checkMethod(request, ['GET', 'HEAD', ...(post === undefined ? [] : ['POST'])]);
  const visit = { query: url.searchParams, formToken: session.formToken };
  if (request.method !== 'POST' || post === undefined) {
    return sent(
      await page.get({ ...visit, form: new URLSearchParams() }, setting.scene),
      url.pathname,
      asking(setting, session),
    );
  }
  const form = await checkedForm(request, session);
  if (setting.scene.isReadOnly) {
    throw refused(403, 'This console was started with --read-only: nothing can be changed from here.');
  }
  return sent(await post({ ...visit, form }, setting.scene), url.pathname, asking(setting, session));
}

/** Where nobody logs in nobody can log out. */
function asking({ hasToken }: Setting, { formToken }: Session): string | undefined {
  return hasToken ? formToken : undefined;
}

function sent(reply: Reply, path: string, formToken: string | undefined): Answer {
  if (reply.kind === 'redirect') {
    return { status: 303, headers: { Location: reply.to }, body: '' };
  }
  const { status = 200, title, body } = reply;
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: htmlText(framed({ title, body, path, formToken })),
  };
}

function sessionOf(request: IncomingMessage, setting: Setting): Session | undefined {
  if (setting.hasToken && request.headers.authorization !== undefined) {
    checkGuesses(request, setting);
  }
  const session = setting.sessions.of(request.headers);
  if (session === undefined && request.headers.authorization !== undefined) {
    setting.guesses.wrong(addressOf(request));
  }
  return session;
}

/** Before the token is looked at: whoever guesses is not told even by a right one. */
function checkGuesses(request: IncomingMessage, { guesses }: Setting): void {
  if (guesses.isBarred(addressOf(request))) {
    throw refused(429, 'Too many wrong tokens came from this address; try again in a minute.', { 'Retry-After': '60' });
  }
}

function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? '';
}

async function login(request: IncomingMessage, url: URL, setting: Setting): Promise<Answer> {
  const { sessions, hasToken, guesses } = setting;
  const formToken = sessions.stranger.formToken;
  if (url.pathname !== '/login') {
    return loginPage({ next: `${url.pathname}${url.search}`, formToken, status: 401 });
  }
  checkMethod(request, ['GET', 'HEAD', 'POST']);
  if (!hasToken) {
    return { status: 303, headers: { Location: '/' }, body: '' };
  }
  if (request.method !== 'POST') {
    return loginPage({ next: '/', formToken, status: 200 });
  }
  const form = await checkedForm(request, sessions.stranger);
  checkGuesses(request, setting);
  const reply = loginReply(form, sessions, request.headers);
  if (reply === undefined) {
    guesses.wrong(addressOf(request));
  }
  return reply ?? loginPage({ next: form.get('next') ?? '/', formToken, status: 401, isWrong: true });
}

async function checkedForm(request: IncomingMessage, session: Session): Promise<URLSearchParams> {
  checkOrigin(request.headers);
  const form = await readForm(request);
  checkFormToken(form, session);
  return form;
}

function checkMethod({ method = '' }: IncomingMessage, methods: readonly string[]): void {
  if (!methods.includes(method)) {
    throw refused(405, `${method} is nothing that this page answers to.`, { Allow: methods.join(', ') });
  }
}

function urlOf({ url = '' }: IncomingMessage): URL {
  const parsed = url.startsWith('/') ? URL.parse(`http://console${url}`) : null;
  if (parsed === null) {
    throw refused(400, 'This address cannot be read.');
  }
  return parsed;
}

function assetOf(path: string, { style, icon }: Setting): Answer | undefined {
  switch (path) {
    case '/style.css':
      return { status: 200, headers: { 'Content-Type': 'text/css; charset=utf-8' }, body: style };
    case '/icon.svg':
      return { status: 200, headers: { 'Content-Type': 'image/svg+xml' }, body: icon };
    default:
      return undefined;
  }
}
