import { expect, it } from 'vitest';
import type { Finding } from '../../domain/reconcile/finding.ts';
import { isAnnounced, senderOf } from '../../pipeline/announce-findings.ts';

const found = (number: number): Finding => ({
  kind: 'missing',
  object: `s3://landing/shop/orders/a b+${number}.parquet`,
  eTag: `e${number}`,
  sizeBytes: number,
  sinceMs: 0,
  why: 'is not in the ledger',
});

/** A clock that only pauses move, and what was sent when, in milliseconds. */
function scene(ratePerSecond: number | undefined) {
  const calls: { readonly at: number; readonly bodies: readonly string[] }[] = [];
  let time = 0;
  const sender = senderOf({
    announcer: { send: async bodies => void calls.push({ at: time, bodies: [...bodies] }) },
    ratePerSecond,
    now: () => time,
    pause: async milliseconds => {
      time += milliseconds;
    },
  });
  return { calls, sender };
}

async function sendAll(count: number, ratePerSecond?: number) {
  const { calls, sender } = scene(ratePerSecond);
  for (let number = 1; number <= count; number += 1) {
    await sender.add(found(number));
  }
  await sender.flush();
  return { calls, sent: sender.sent };
}

it('sends ten at a time, as S3 would announce them', async () => {
  const { calls, sent } = await sendAll(23);
  expect(sent).toBe(23);
  expect(calls.map(({ bodies }) => bodies.length)).toEqual([10, 10, 3]);
  expect(JSON.parse(calls[0]?.bodies[1] ?? '')).toMatchObject({
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: 'landing' }, object: { key: 'shop/orders/a+b%2B2.parquet', eTag: 'e2', size: 2 } },
      },
    ],
  });
});

it('keeps to the rate', async () => {
  expect((await sendAll(30, 20)).calls.map(({ at }) => at)).toEqual([0, 500, 1000]);
  const slow = await sendAll(5, 2);
  expect(slow.calls.map(({ at, bodies }) => [at, bodies.length])).toEqual([
    [0, 2],
    [1000, 2],
    [2000, 1],
  ]);
});

it('announces what is missing or changed, and nothing else', () => {
  const kinds = ['missing', 'changed', 'gone-unloaded', 'stuck', 'quarantined', 'loaded', 'gone', 'pruned'] as const;
  expect(kinds.filter(kind => isAnnounced({ ...found(1), kind }))).toEqual(['missing', 'changed']);
});
