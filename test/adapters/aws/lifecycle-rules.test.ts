import { expect, test } from 'vitest';
import { lifecycleRules } from '../../../adapters/aws/lifecycle-rules.ts';

test('of lifecycle rules those that are on are read, whichever way their filter and their time are written', () => {
  const rules = lifecycleRules([
    { ID: 'a', Status: 'Enabled', Prefix: 'erp/', Expiration: { Date: new Date('2026-01-01') } },
    { ID: 'b', Status: 'Enabled', Filter: { Tag: { Key: 'k', Value: 'v' } }, Expiration: { Days: 1 } },
    {
      ID: 'c',
      Status: 'Enabled',
      Filter: { And: { Prefix: 'hr/', Tags: [] } },
      Transitions: [
        { Days: 30, StorageClass: 'DEEP_ARCHIVE' },
        { Days: 9, StorageClass: 'GLACIER' },
        { Days: 1, StorageClass: 'STANDARD_IA' },
      ],
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    },
    { ID: 'd', Status: 'Disabled', Expiration: { Days: 1 } },
  ]);
  const none = { hasTags: false, expiresAfterDays: undefined, archivesAfterDays: undefined, expiresOldVersions: false };
  expect(rules).toEqual([
    { ...none, id: 'a', prefix: 'erp/', expiresAfterDays: 0 },
    { ...none, id: 'b', prefix: '', hasTags: true, expiresAfterDays: 1 },
    { ...none, id: 'c', prefix: 'hr/', archivesAfterDays: 9, expiresOldVersions: true },
  ]);
});
