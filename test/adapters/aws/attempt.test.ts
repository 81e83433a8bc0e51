import { expect, test } from 'vitest';
import { attempt } from '../../../adapters/aws/attempt.ts';

const QUESTION = { what: 'the thing', action: 'x:GetThing', absent: { names: ['NoSuchThing'], remedy: 'make it' } };

const failing = (name: string, httpStatusCode?: number) => (): Promise<never> =>
  Promise.reject(Object.assign(new Error('some\nthing'), { name, $metadata: { httpStatusCode } }));

test.each<[string, number | undefined, string, string]>([
  ['AccessDenied', 403, 'unknown', 'allow x:GetThing'],
  ['AccessDeniedFault', 400, 'unknown', 'allow x:GetThing'],
  ['NeverHeardOf', 403, 'unknown', 'allow x:GetThing'],
  ['InvalidAccessKeyId', 403, 'unknown', 'give the process AWS credentials that allow x:GetThing'],
  ['CredentialsProviderError', undefined, 'unknown', 'give the process AWS credentials that allow x:GetThing'],
  ['NoSuchThing', 404, 'problem', 'make it'],
])('%s (%s) is told as %s: %s', async (name, status, verdict, remedy) => {
  expect(await attempt(QUESTION, failing(name, status))).toMatchObject({ unread: { verdict, remedy } });
});

test('what the network says is told on one line', async () => {
  const read = await attempt(QUESTION, failing('ECONNREFUSED'));
  expect(read).toMatchObject({
    unread: { verdict: 'unknown', what: 'the thing could not be read: ECONNREFUSED: some?thing' },
  });
});

test('a call that heeds no signal and never ends is given up', async () => {
  const read = await attempt(QUESTION, () => new Promise<never>(() => undefined), { longestMs: 50 });
  expect(read).toMatchObject({ unread: { verdict: 'unknown', what: expect.stringContaining('TimeoutError') } });
});

test('an answer is handed on', async () => {
  expect(await attempt(QUESTION, async () => 7)).toEqual({ facts: 7 });
});
