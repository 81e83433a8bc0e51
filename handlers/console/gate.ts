/** What is turned away before any page is asked: foreign names, foreign pages, forms without their token. */

import type { IncomingHttpHeaders } from 'node:http';
import { isIPv4 } from 'node:net';
import { refused } from './refusal.ts';
import type { Session } from './sessions.ts';

const NAMES: ReadonlySet<string> = new Set(['localhost', '::1', '[::1]']);
const PORT = /:\d{1,5}$/u;

/** A host to listen on that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return NAMES.has(host.toLowerCase()) || (isIPv4(host) && host.startsWith('127.'));
}

interface Door {
  /** That the server listens on. */
  readonly host: string;
  readonly hasToken: boolean;
}

/**
 * On loopback a page of any site could point a name of its own at 127.0.0.1 and read what is here: only the names of this
 * machine are answered. A token keeps such a page out, too: its browser has no cookie for its name; and a proxy before the
 * console may then give it a name.
 *
 * @throws Refused
 */
export function checkHost(headers: IncomingHttpHeaders, { host, hasToken }: Door): void {
  const name = (headers.host ?? '').replace(PORT, '');
  if (!hasToken && isLoopback(host) && !isLoopback(name)) {
    throw refused(
      421,
      'The console on loopback answers to the names localhost, 127.0.0.1 and [::1] only; use one of them.',
    );
  }
}

/**
 * A form comes from a page of this console. Browsers send `Origin` with every form (Fetch standard), and `Sec-Fetch-Site`
 * with requests to trustworthy places.
 *
 * @throws Refused
 */
export function checkOrigin(headers: IncomingHttpHeaders): void {
  const site = headers['sec-fetch-site'];
  const origin = URL.parse(headers.origin ?? '');
  const isOwn = origin !== null && origin.host === URL.parse(`${origin.protocol}//${headers.host}`)?.host;
  if (!isOwn || (site !== undefined && site !== 'same-origin')) {
    throw refused(403, 'This form was not sent from a page of this console; open the page here and send it again.');
  }
}

/** @throws Refused */
export function checkFormToken(form: URLSearchParams, session: Session): void {
  if (!session.isFormToken(form.get('formToken') ?? '')) {
    throw refused(
      403,
      'This form belongs to another session, or to a console that ended; load the page again and send it once more.',
    );
  }
}
