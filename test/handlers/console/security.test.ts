import { describe, expect, it } from 'vitest';
import { useStack } from '../stack.ts';
import { rawRequest } from './raw-request.ts';
import { formTokenIn, useConsole } from './running-console.ts';

const stack = useStack();
const console = useConsole(stack);
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

describe('every answer', () => {
  it.each([
    '/',
    '/loads',
    '/failures',
    '/dlq',
    '/file',
    '/row',
    '/code?code=ROW_BAD',
    '/style.css',
    '/icon.svg',
    '/absent',
  ])('P11: of %s runs nothing, fetches nothing from elsewhere, stands in no frame, and is not kept', async path => {
    const { headers } = await console().get(path);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('server-timing')).toMatch(/^total;dur=\d+\.\d$/u);
  });

  it('has no script and no style of its own in it', async () => {
    for (const path of ['/', '/loads', '/failures', '/dlq', '/file?url=s3://a/b', '/row?key=1']) {
      expect(await console().text(path)).not.toMatch(/<script|<style| style=| on\w+=|javascript:/iu);
    }
  });
});

describe('the name of the host', () => {
  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', '10.0.0.1:8642'])(
    'P11: %s is not answered to: a foreign page could point it at this machine',
    async host => {
      const { status, text } = await rawRequest(`${console().url}/`, { headers: { Host: host } });
      expect(status).toBe(421);
      expect(text).toContain('localhost, 127.0.0.1 and [::1] only');
    },
  );

  it.each(['localhost:8642', 'LOCALHOST', '127.0.0.1', '[::1]:9000'])('%s is answered to', async host => {
    expect((await rawRequest(`${console().url}/`, { headers: { Host: host } })).status).toBe(200);
  });
});

describe('a form', () => {
  const token = async (): Promise<string> => formTokenIn(await console().text('/dlq'));
  const send = async (headers: Readonly<Record<string, string>>, body: string) =>
    await rawRequest(`${console().url}/dlq`, { method: 'POST', headers: { ...FORM, ...headers }, body });
  const own = (): { Origin: string } => ({ Origin: console().url });

  it.each([
    ['without its token', ''],
    ['with a wrong token', 'formToken=abc'],
    ['with an empty token', 'formToken='],
  ])('P11: %s is refused', async (_case, body) => {
    const { status, text } = await send(own(), body);
    expect(status).toBe(403);
    expect(text).toContain('load the page again');
  });

  it.each([
    ['another origin', { Origin: 'http://evil.example' }],
    ['another port', { Origin: 'http://127.0.0.1:1' }],
    ['an origin that is hidden', { Origin: 'null' }],
    ['no origin', {}],
  ])('P11: of %s is refused, with the right token too', async (_case, headers) => {
    const { status, text } = await send(headers as Record<string, string>, `formToken=${await token()}`);
    expect(status).toBe(403);
    expect(text).toContain('not sent from a page of this console');
  });

  it.each(['cross-site', 'same-site', 'none'])('P11: that the browser calls %s is refused', async site => {
    const { status } = await send({ ...own(), 'Sec-Fetch-Site': site }, `formToken=${await token()}`);
    expect(status).toBe(403);
  });

  it('P11: of more than 16 KiB is refused before it is read whole', async () => {
    expect((await send(own(), `formToken=${'x'.repeat(16 * 1024)}`)).status).toBe(413);
  });

  it('that was refused did nothing', async () => {
    expect(await console().text('/dlq')).not.toContain('letters seen');
  });

  it('that is none is refused', async () => {
    const { status } = await send({ ...own(), 'Content-Type': 'application/json' }, '{}');
    expect(status).toBe(415);
  });
});

describe('a request that no page answers to', () => {
  it('for a page that is not there is answered with 404', async () => {
    for (const path of ['/absent', '/__proto__', '/constructor', '//', '/..%2f', '/style.css/']) {
      expect((await rawRequest(`${console().url}${path}`)).status).toBe(404);
    }
  });

  it.each([
    ['PUT', '/', 'GET, HEAD'],
    ['DELETE', '/dlq', 'GET, HEAD, POST'],
    ['POST', '/loads', 'GET, HEAD'],
    ['OPTIONS', '/row', 'GET, HEAD'],
    ['POST', '/style.css', 'GET, HEAD'],
    ['GET', '/logout', 'POST'],
  ])('%s of %s is answered with 405 and what is allowed', async (method, path, allowed) => {
    const { status, headers } = await rawRequest(`${console().url}${path}`, { method });
    expect(status).toBe(405);
    expect(headers['allow']).toBe(allowed);
  });

  it('HEAD is answered as GET, without a body', async () => {
    const { status, text, headers } = await rawRequest(`${console().url}/`, { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
  });

  it.each([
    '/loads?state=broken',
    '/loads?before=x',
    '/?span=1y',
    '/file?url=nonsense',
    '/dlq?age=old',
    '/row?table=none',
  ])('%s is told what is wrong with it', async path => {
    const answer = await console().get(path);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('(COMMAND_INVALID)');
  });
});
