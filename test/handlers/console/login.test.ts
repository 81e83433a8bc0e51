import { describe, expect, it } from 'vitest';
import { useStack } from '../stack.ts';
import { formTokenIn, useConsole } from './running-console.ts';

const TOKEN = 'correct-horse-battery-staple';

const stack = useStack();
const console = useConsole(stack, { token: TOKEN });

async function login(token: string, next = '/loads?span=1h'): Promise<Response> {
  return await console().post('/login', { token, next });
}

async function cookie(): Promise<string> {
  return (await login(TOKEN)).headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('a console with a token', () => {
  it.each(['/', '/loads', '/failures', '/dlq', '/file?url=s3://a/b', '/row', '/absent'])(
    'P11: shows %s to nobody who has not logged in',
    async path => {
      const answer = await console().get(path);
      expect(answer.status).toBe(401);
      const text = await answer.text();
      expect(text).toContain('<h1>Log in</h1>');
      expect(text).not.toContain('test_product');
      expect(text).not.toContain(TOKEN);
    },
  );

  it('P11: takes no form of one who has not logged in', async () => {
    const answer = await console().post('/dlq', {}, '/');
    expect([answer.status, await console().text('/dlq')]).toEqual([401, expect.not.stringContaining('letters seen')]);
  });

  it('gives its stylesheet to the form that logs in', async () => {
    expect((await console().get('/style.css')).status).toBe(200);
  });

  it('leads on to the page that was asked for, with a cookie that does not tell the token', async () => {
    const answer = await login(TOKEN);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/loads?span=1h']);
    const set = answer.headers.get('set-cookie') ?? '';
    expect(set).toMatch(
      /^dms_loader_console_\d+=\d+\.[\w-]+\.[\w-]+; HttpOnly; SameSite=Strict; Path=\/; Max-Age=43200$/u,
    );
    expect(set).not.toContain(TOKEN);
    expect((await console().get('/loads', { Cookie: set.split(';')[0] ?? '' })).status).toBe(200);
  });

  it.each(['', 'x', `${TOKEN}x`, TOKEN.slice(0, -1), TOKEN.toUpperCase()])(
    'P11: refuses the wrong token "%s"',
    async token => {
      const answer = await login(token);
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
      expect(await answer.text()).toContain('This is not the token');
    },
  );

  it.each(['//evil.example/', 'https://evil.example/loads', '/\\evil.example', '/.//evil.example', '/absent'])(
    'P11: leads nowhere but to its own pages: not to %s',
    async next => {
      expect((await login(TOKEN, next)).headers.get('location')).toBe('/');
    },
  );

  it('P11: refuses a cookie that was changed, or that it never made', async () => {
    const good = await cookie();
    const later = good.replace(/[=]\d/u, '=9');
    const [name] = good.split('=');
    for (const forged of [later, `${good}x`, `${name}=`, `${name}=1.2.3`, `other=${TOKEN}`]) {
      expect((await console().get('/loads', { Cookie: forged })).status).toBe(401);
    }
  });

  it('takes the token of a program, and no other', async () => {
    expect((await console().get('/loads', { Authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    expect((await console().get('/loads', { Authorization: `Bearer ${TOKEN}x` })).status).toBe(401);
    expect((await console().get('/loads', { Authorization: `Basic ${TOKEN}` })).status).toBe(401);
  });

  it("P11: takes no form with the token of another session's form", async () => {
    const [mine, other] = [await cookie(), await cookie()];
    const page = await (await console().get('/dlq', { Cookie: other })).text();
    const body = new URLSearchParams({ formToken: formTokenIn(page) });
    const headers = { Cookie: mine, Origin: console().url };
    const answer = await fetch(`${console().url}/dlq`, { method: 'POST', body, headers, redirect: 'manual' });
    expect(answer.status).toBe(403);
  });

  it('P11: ends a session with its form, for whoever else has its cookie too', async () => {
    const own = await cookie();
    const page = await (await console().get('/loads', { Cookie: own })).text();
    const body = new URLSearchParams({ formToken: formTokenIn(page) });
    const headers = { Cookie: own, Origin: console().url };
    const answer = await fetch(`${console().url}/logout`, { method: 'POST', body, headers, redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login']);
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await console().get('/loads', { Cookie: own })).status).toBe(401);
  });
});
