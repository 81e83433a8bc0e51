import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNotification } from '../../../domain/notification/read-notification.ts';
import { bridgeEvent, encodeKey, s3Notification, s3Record, snsNotification } from '../../factories/notification.ts';

/** Printed by fast-check with the path when a property fails. */
const SEED = 20_260_301;
const OUTCOMES = ['objects', 'ignored', 'unreadable'];

const key = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
  .filter(text => !text.includes('\0') && Buffer.byteLength(text) <= 1024);

/** A sound message with one field somewhere replaced by any JSON. */
const mutant = fc
  .tuple(
    fc.constantFrom(s3Record(), bridgeEvent(), { Type: 'Notification', Message: s3Notification(s3Record()) }),
    fc.nat(40),
    fc.jsonValue(),
    fc.boolean(),
  )
  .map(([body, at, value, isRecord]) => {
    let count = -1;
    const changed = JSON.stringify(body, (_name, old: unknown) => {
      count += 1;
      return count > 0 && count === at ? value : old;
    });
    return isRecord ? `{"Records":[${changed}]}` : changed;
  });

describe('readNotification', () => {
  test.each([
    ['text', fc.string({ unit: 'binary' })],
    ['JSON', fc.json()],
    ['mutated message', mutant],
    ['mutated message inside SNS', mutant.map(body => snsNotification(body))],
  ] as const)('P11: has an outcome for any %s', (_title, bodies) => {
    fc.assert(
      fc.property(bodies, body => {
        expect(OUTCOMES).toContain(readNotification(body).kind);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  test('reads any key back as it was, announced by S3 or by EventBridge', () => {
    fc.assert(
      fc.property(key, text => {
        const bodies = [
          s3Notification(s3Record({}, { key: encodeKey(text) })),
          s3Notification(s3Record({}, { key: encodeURIComponent(text) })),
          JSON.stringify(bridgeEvent({}, { key: text })),
        ];
        for (const body of bodies) {
          expect(readNotification(body)).toMatchObject({ kind: 'objects', events: [{ key: text }] });
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});
