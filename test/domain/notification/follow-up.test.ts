import { describe, expect, it } from 'vitest';
import { followUpBody } from '../../../domain/notification/follow-up.ts';
import { readNotification } from '../../../domain/notification/read-notification.ts';
import { s3Notification, s3Record } from '../../factories/notification.ts';

const OBJECT = {
  bucket: 'landing',
  key: 'dms/Größe + rest/LOAD00000001.parquet',
  eTag: 'abc-2',
  sizeBytes: 12,
  isCopy: false,
};

function followUpIn(body: string): unknown {
  const read = readNotification(body);
  return read.kind === 'objects' ? read.events[0]?.followUp : read;
}

describe('a follow-up message', () => {
  it('is read as the event of its object, with the slice that is meant', () => {
    const followUp = { objectLoadId: 9_007_199_254_740_993n, slice: 3, restarts: 1 };
    expect(readNotification(followUpBody(OBJECT, followUp))).toMatchObject({
      kind: 'objects',
      events: [{ kind: 'created', ...OBJECT, followUp }],
      unreadable: [],
    });
  });

  it('keeps the word that the object is a copy', () => {
    const body = followUpBody({ ...OBJECT, isCopy: true }, { objectLoadId: 1n, slice: 1, restarts: 0 });
    expect(readNotification(body)).toMatchObject({ events: [{ isCopy: true }] });
  });

  it.each([
    { objectLoadId: 7, slice: 1, restarts: 0 },
    { objectLoadId: '0', slice: 1, restarts: 0 },
    { objectLoadId: '9999999999999999999', slice: 1, restarts: 0 },
    { objectLoadId: "1' or true", slice: 1, restarts: 0 },
    { objectLoadId: '7', slice: '1', restarts: 0 },
    { objectLoadId: '7', slice: -1, restarts: 0 },
    { objectLoadId: '7', slice: 1.5, restarts: 0 },
    { objectLoadId: '7', slice: 1 },
    ['7', 1],
    null,
  ])('of another form (%j) is the event alone', dmsLoader => {
    expect(followUpIn(s3Notification(s3Record({ dmsLoader })))).toBeUndefined();
  });

  it('is read where the loader writes it only', () => {
    const dmsLoader = { objectLoadId: '7', slice: 1, restarts: 0 };
    expect(followUpIn(s3Notification(s3Record({ dmsLoader })))).toEqual({ objectLoadId: 7n, slice: 1, restarts: 0 });
    expect(
      followUpIn(s3Notification(s3Record({ s3: { ...(s3Record() as { s3: object }).s3, dmsLoader } }))),
    ).toBeUndefined();
  });
});
