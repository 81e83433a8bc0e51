/** Who may look: the token of the console, sessions that were opened with it, and the tokens of forms. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Sessions {
  /** Of a request; undefined where it has to log in first. */
  of(headers: IncomingHttpHeaders): Session | undefined;
  /** The `Set-Cookie` of a new session; undefined for a wrong token. */
  open(token: string): string | undefined;
  /** For the form that logs in, which no session has. */
  readonly stranger: Session;
}

export interface Session {
  readonly formToken: string;
  isFormToken(text: string): boolean;
}

const COOKIE = 'dms_loader_console';
/** `Set-Cookie` that takes the session out of the browser. */
export const NO_SESSION = `${COOKIE}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`;
const LASTS_SECONDS = 12 * 60 * 60;
const BEARER = /^Bearer +(?<token>\S+)$/iu;

/**
 * The cookie is `<end>.<random>.<MAC>`, with a key that dies with the process: nobody can make one, and it does not tell
 * the token. Without a token (loopback only) everybody is in one session, whose forms still carry their token.
 */
export function makeSessions(token: string | undefined, now: () => number = Date.now): Sessions {
  const key = randomBytes(32);
  const mac = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');

  function session(name: string): Session {
    const formToken = mac(`form ${name}`);
    return { formToken, isFormToken: text => isSame(text, formToken) };
  }

  function ofCookie(value: string): Session | undefined {
    const [end = '', random = '', given = ''] = value.split('.');
    const isOurs = isSame(given, mac(`session ${end}.${random}`));
    return isOurs && Number(end) > now() ? session(random) : undefined;
  }

  return {
    stranger: session('stranger'),
    of(headers) {
      if (token === undefined) {
        return session('open');
      }
      const bearer = BEARER.exec(headers.authorization ?? '')?.groups?.['token'];
      return bearer !== undefined && isSame(bearer, token)
        ? session('bearer')
        : ofCookie(cookieOf(headers.cookie ?? ''));
    },
    open(given) {
      if (token === undefined || !isSame(given, token)) {
        return undefined;
      }
      const text = `${now() + LASTS_SECONDS * 1000}.${randomBytes(16).toString('base64url')}`;
      const value = `${text}.${mac(`session ${text}`)}`;
      return `${COOKIE}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${LASTS_SECONDS}`;
    },
  };
}

/** In a time that does not depend on what is alike, nor on the lengths. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest());
}

function cookieOf(header: string): string {
  const pair = header.split(';').find(text => text.trim().startsWith(`${COOKIE}=`));
  return pair?.trim().slice(COOKIE.length + 1) ?? '';
}
