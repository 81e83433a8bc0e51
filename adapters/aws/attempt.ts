/** One call of AWS for the doctor: it ends in time, and never throws. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Read } from '../../domain/doctor/area.ts';
import { type Told, tell } from '../../domain/doctor/finding.ts';
import { oneLine } from '../../domain/one-line.ts';

export interface Question {
  /** What is asked for: `the attributes of the queue`. */
  readonly what: string;
  /** The IAM action that allows it. */
  readonly action: string;
  /** Names of errors that say that it is not there at all, which is a problem, and what helps. */
  readonly absent?: { readonly names: readonly string[]; readonly remedy: string };
}

/** Longest time of one call, retries and the search for credentials in it. */
const LONGEST_MS = 6000;
const LONGEST_TEXT = 200;

const DENIED = /^(?:AccessDenied|AccessDeniedException|AccessDeniedFault|Forbidden|403|UnauthorizedOperation)$/u;
const BAD_CREDENTIALS =
  /^(?:CredentialsProviderError|InvalidClientTokenId|UnrecognizedClientException|ExpiredToken(?:Exception)?|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException)$/u;

/** What the SDK makes of answers that are no service's, such as the page of a proxy. */
const NO_SERVICE = /^(?:SyntaxError|TypeError|Unknown|UnknownError)$/u;

export type Send<Facts> = (options: { readonly abortSignal: AbortSignal }) => Promise<Facts>;

export async function attempt<Facts>(
  question: Question,
  send: Send<Facts>,
  { longestMs = LONGEST_MS } = {},
): Promise<Read<Facts>> {
  const timer = new AbortController();
  const abortSignal = AbortSignal.timeout(longestMs);
  // The SDK does not heed the signal while it looks for credentials.
  const silence = pause(longestMs + 100, undefined, { signal: timer.signal }).then(() => {
    throw Object.assign(new Error(`no answer in ${longestMs / 1000} s`), { name: 'TimeoutError' });
  });
  silence.catch(() => undefined);
  const answer = send({ abortSignal });
  answer.catch(() => undefined);
  try {
    return { facts: await Promise.race([answer, silence]) };
  } catch (error) {
    return { unread: whyUnread(question, error) };
  } finally {
    timer.abort();
  }
}

/** The name that AWS gave an error. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : String(error);
}

function whyUnread({ what, action, absent }: Question, error: unknown): Told {
  const name = errorName(error);
  const message = oneLine(error instanceof Error ? error.message : '').slice(0, LONGEST_TEXT);
  if (absent?.names.includes(name) === true) {
    return tell.problem(`${what}: not there (${name})`, absent.remedy);
  }
  if (BAD_CREDENTIALS.test(name)) {
    return tell.unknown(`${what} could not be read: ${name}`, `give the process AWS credentials that allow ${action}`);
  }
  if (DENIED.test(name) || statusOf(error) === 403) {
    return tell.unknown(`${what} may not be read (${name})`, `allow ${action}`);
  }
  return tell.unknown(
    `${what} could not be read: ${NO_SERVICE.test(name) ? 'something else than the service answered' : `${name}: ${message || 'no answer'}`}`,
    `check AWS_REGION, AWS_ENDPOINT_URL and the network (an emulator may lack the service); it needs ${action}`,
  );
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}
