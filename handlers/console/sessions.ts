/** Who may look: the token of the console, sessions that were opened with it, and the tokens of forms. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Sessions {
  /** Of a request; undefined where it has to log in first. */
  of(headers: IncomingHttpHeaders): Session | undefined;
  /** The `Set-Cookie` of a new session; undefined for a wrong token. */
  open(token: string, headers: IncomingHttpHeaders): string | undefined;
  /** Ends the session of a request, whoever else has its cookie; gives the `Set-Cookie` that takes it out of the browser. */
  close(headers: IncomingHttpHeaders): string;
  /** For the form that logs in, which no session has. */
  readonly stranger: Session;
}

export interface Session {
  readonly formToken: string;
  isFormToken(text: string): boolean;
}

const LASTS_SECONDS = 12 * 60 * 60;
const BEARER = /^Bearer +(?<token>\S+)$/iu;
const PORT = /:(?<port>\d{1,5})$/u;

/**
 * The cookie is `<end>.<random>.<MAC>`, with a key that dies with the process: nobody can make one, and it does not tell
 * the token. Without a token (loopback only) everybody is in one session, whose forms still carry their token.
 */
export function makeSessions(token: string | undefined, now: () => number = Date.now): Sessions {
  const key = randomBytes(32);
  /** Sessions that were ended before their time, with the end that stands in their cookie. */
  const closed = new Map<string, number>();
  const mac = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');

  function session(name: string): Session {
    const formToken = mac(`form ${name}`);
    return { formToken, isFormToken: text => isSame(text, formToken) };
  }

  function ofCookie(value: string): Session | undefined {
    const [end = '', random = '', given = ''] = value.split('.');
    const isOurs = isSame(given, mac(`session ${end}.${random}`));
    return isOurs && Number(end) > now() && !closed.has(random) ? session(random) : undefined;
  }

  function forgetEnded(): void {
    for (const [random, end] of closed) {
      if (end <= now()) {
        closed.delete(random);
      }
    }
  }

  return {
    stranger: session('stranger'),
    of(headers) {
      if (token === undefined) {
        return session('open');
      }
      const bearer = BEARER.exec(headers.authorization ?? '')?.groups?.['token'];
      return bearer !== undefined && isSame(bearer, token) ? session('bearer') : ofCookie(cookieOf(headers));
    },
    open(given, headers) {
      if (token === undefined || !isSame(given, token)) {
        return undefined;
      }
      const text = `${now() + LASTS_SECONDS * 1000}.${randomBytes(16).toString('base64url')}`;
      const value = `${text}.${mac(`session ${text}`)}`;
      return setCookie(headers, value, LASTS_SECONDS);
    },
    close(headers) {
      const [end = '', random = ''] = cookieOf(headers).split('.');
      if (ofCookie(cookieOf(headers)) !== undefined) {
        forgetEnded();
        closed.set(random, Number(end));
      }
      return setCookie(headers, '', 0);
    },
  };
}

/** In a time that does not depend on what is alike, nor on the lengths. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest());
}

/** Cookies know no ports (RFC 6265, 8.5): consoles behind two tunnels on one machine would take each other's away. */
function cookieName({ host = '' }: IncomingHttpHeaders): string {
  return `dms_loader_console_${PORT.exec(host)?.groups?.['port'] ?? 'default'}`;
}

function setCookie(headers: IncomingHttpHeaders, value: string, lastsSeconds: number): string {
  // A proxy with a certificate stands before it: the browser is not to send the cookie without TLS.
  const secure = headers.origin?.startsWith('https:') === true ? '; Secure' : '';
  return `${cookieName(headers)}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${lastsSeconds}${secure}`;
}

function cookieOf(headers: IncomingHttpHeaders): string {
  const start = `${cookieName(headers)}=`;
  const pair = (headers.cookie ?? '').split(';').find(text => text.trim().startsWith(start));
  return pair?.trim().slice(start.length) ?? '';
}
