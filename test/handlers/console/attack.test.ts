import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { makeGuesses } from '../../../handlers/console/guesses.ts';
import { makePool } from '../../../handlers/console/pool.ts';
import { useStack } from '../stack.ts';
import { rawRequest } from './raw-request.ts';
import { formTokenIn, useConsole } from './running-console.ts';

const TOKEN = 'correct-horse-battery-staple';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

const stack = useStack();
const open = useConsole(stack);
const locked = useConsole(stack, { token: TOKEN });
const guessed = useConsole(stack, { token: TOKEN });

async function socketTo(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

describe('a console behind a proxy with a certificate', () => {
  const Proxied = { Host: 'console.example', Origin: 'https://console.example' };

  it('is reached by the name that the proxy has, and keeps its cookie to TLS', async () => {
    const { text } = await rawRequest(`${locked().url}/login`, { headers: Proxied });
    const body = `${new URLSearchParams({ formToken: formTokenIn(text), token: TOKEN, next: '/loads' })}`;
    const headers = { ...FORM, ...Proxied };
    const answer = await rawRequest(`${locked().url}/login`, { method: 'POST', headers, body });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/loads']);
    expect(`${answer.headers['set-cookie']}`).toMatch(/; Secure$/u);
  });

  it.each(['Forwarded', 'X-Forwarded-Host', 'X-Forwarded-For', 'X-Original-URL'])(
    'P11: without a token, %s opens nothing',
    async name => {
      const headers = { Host: 'evil.example', [name]: 'localhost' };
      expect((await rawRequest(`${open().url}/`, { headers })).status).toBe(421);
    },
  );
});

describe('a console without a token', () => {
  it('asks nobody to log in', async () => {
    const answer = await open().get('/login');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  });
});

describe('who guesses the token', () => {
  it('P11: has to wait after ten wrong ones, is told by none then whether it is right, and is written down', async () => {
    const page = formTokenIn(await guessed().text('/login'));
    const guess = async (token: string): Promise<number> => {
      const body = new URLSearchParams({ formToken: page, token });
      const headers = { Origin: guessed().url };
      return (await fetch(`${guessed().url}/login`, { method: 'POST', body, headers, redirect: 'manual' })).status;
    };
    for (let wrong = 0; wrong < 5; wrong++) {
      expect(await guess(`wrong ${wrong}`)).toBe(401);
      expect((await guessed().get('/', { Authorization: `Bearer wrong${wrong}` })).status).toBe(401);
    }
    expect(await guess(TOKEN)).toBe(429);
    expect((await guessed().get('/', { Authorization: `Bearer ${TOKEN}` })).status).toBe(429);
    expect((await guessed().get('/')).status).toBe(401);
    expect(guessed().logged).toEqual(['console-token-guessed']);
  });

  it('is heard again after a minute; others are heard meanwhile, but not from the same network of IPv6', () => {
    let now = 0;
    const guesses = makeGuesses(
      () => undefined,
      () => now,
    );
    for (let wrong = 0; wrong < 10; wrong++) {
      expect(guesses.isBarred('10.0.0.1')).toBe(false);
      guesses.wrong('10.0.0.1');
      guesses.wrong(`2001:db8:1:2::${wrong}`);
    }
    const barred = (): boolean[] =>
      ['10.0.0.1', '10.0.0.2', '2001:db8:1:2::abcd', '2001:db8:1:3::1'].map(guesses.isBarred);
    expect(barred()).toEqual([true, false, true, false]);
    now = 60_000;
    expect(barred()).toEqual([false, false, false, false]);
  });
});

describe('a client that misbehaves', () => {
  it('P11: is told that its form is too long, however long it is', async () => {
    const headers = { ...FORM, Origin: open().url };
    const body = 'x'.repeat(4_000_000);
    expect((await rawRequest(`${open().url}/dlq`, { method: 'POST', headers, body })).status).toBe(413);
  });

  it('and goes away in the middle of its form is no fault of the console', async () => {
    const socket = await socketTo(open().url);
    socket.write(
      `POST /dlq HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Type: ${FORM['Content-Type']}\r\nContent-Length: 100\r\n\r\nformToken=`,
    );
    socket.resetAndDestroy();
    expect((await rawRequest(`${open().url}/icon.svg`)).status).toBe(200);
    expect(open().logged).toEqual([]);
  });

  it('P11: and opens connections without end is cut off, and the others are served again', async () => {
    const sockets = await Promise.all(Array.from({ length: 300 }, () => socketTo(open().url)));
    await vi.waitFor(() => expect(sockets.filter(socket => socket.closed).length).toBeGreaterThanOrEqual(44));
    expect(sockets.filter(socket => !socket.closed).length).toBeGreaterThan(200);
    await Promise.all(sockets.map(socket => socket.closed || once(socket.destroy(), 'close')));
    await vi.waitFor(async () => expect((await rawRequest(`${open().url}/icon.svg`)).status).toBe(200));
  });

  it.each([
    'GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: localhost.\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: [::ffff:7f00:1]\r\n\r\n',
    'GET / HTTP/1.1\r\nHost:\r\n\r\n',
    'GET / HTTP/1.0\r\n\r\n',
    'POST /dlq HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
  ])('P11: is refused with %j', async text => {
    const socket = await socketTo(open().url);
    socket.setEncoding('utf8').write(text);
    const [answer] = await once(socket, 'data');
    socket.destroy();
    expect(`${answer}`).toMatch(/^HTTP\/1\.1 4\d\d /u);
  });
});

describe('connections to the database', () => {
  it('are waited for by a few pages only: those that come then are told to come again', async () => {
    const { promise: slow, resolve } = Promise.withResolvers<void>();
    const pool = makePool(1, () => ({ close: async () => undefined }));
    const asked = Array.from({ length: 40 }, () => pool.use(async () => await slow));
    const refused = Promise.allSettled(asked);
    resolve();
    const outcomes = (await refused).map(({ status }) => status);
    expect(outcomes.filter(status => status === 'fulfilled')).toHaveLength(33);
    await expect(asked.at(-1)).rejects.toMatchObject({ refusal: { status: 503 } });
  });
});
