import { describe, expect, test } from 'vitest';
import { readNotification } from '../../../domain/notification/read-notification.ts';
import { bridgeEvent, s3Notification, s3Record } from '../../factories/notification.ts';

function keyIn(body: string): string | undefined {
  const announcement = readNotification(body);
  return announcement.kind === 'objects' ? announcement.events[0]?.key : undefined;
}

describe('the key of an S3 notification', () => {
  test.each([
    ['red+flower.jpg', 'red flower.jpg'],
    ['red%20flower.jpg', 'red flower.jpg'],
    ['a%2Bb.csv', 'a+b.csv'],
    ['a+%2B+b.csv', 'a + b.csv'],
    ['100%25.csv', '100%.csv'],
    ['a%252Fb.csv', 'a%2Fb.csv'],
    ['in/a+b%2Bc%3D%C3%A9.csv', 'in/a b+c=é.csv'],
    ['%EC%9D%B8%EC%82%AC/%EC%A7%81%EC%9B%90/LOAD00000001.parquet', '인사/직원/LOAD00000001.parquet'],
    ['인사/직원/LOAD00000001.parquet', '인사/직원/LOAD00000001.parquet'],
    ['dmstest%2Ftest_product%2FLOAD00000001.parquet', 'dmstest/test_product/LOAD00000001.parquet'],
    ['%2F..%2F..%2Fetc%2Fpasswd', '/../../etc/passwd'],
    ['../../x', '../../x'],
    ['%F0%9F%98%80', '😀'],
    ['__proto__', '__proto__'],
    ['hr%27%3B+DROP+TABLE+x%3B--/emp/LOAD1.csv', "hr'; DROP TABLE x;--/emp/LOAD1.csv"],
  ])('%s is %s', (announced, key) => {
    expect(keyIn(s3Notification(s3Record({}, { key: announced })))).toBe(key);
  });
});

describe('the key of an EventBridge event', () => {
  test.each(['a+b c.csv', '100%.csv', 'a%2Bb.csv', '인사/직원/LOAD00000001.parquet'])(
    'is taken as it stands: %s',
    key => {
      expect(keyIn(JSON.stringify(bridgeEvent({}, { key })))).toBe(key);
    },
  );
});
