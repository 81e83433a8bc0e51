import { expect, test } from 'vitest';
import { BUCKET } from '../../../domain/doctor/bucket-checks.ts';
import type { BucketFacts, LifecycleRule } from '../../../domain/doctor/bucket-facts.ts';
import { makeRoutes } from '../../../domain/object/route.ts';
import { defineSource } from '../../../domain/table/index.ts';
import { ITEM } from '../../factories/changes.ts';
import { BUCKET_FACTS, told, UNREAD } from '../../factories/wiring.ts';

const ROUTES = makeRoutes([ITEM], [defineSource({ name: 'erp', bucket: 'acme-dms', prefix: 'erp/' })]);

const look = (check: string, wrong: Partial<BucketFacts> = {}): string =>
  told(BUCKET, check, {
    found: { ...BUCKET_FACTS, ...wrong },
    routes: ROUTES,
    queueArn: undefined,
    bucketFolders: [],
  }).join('\n');

test.each(['read', 'lifecycle', 'versioning'])('a bucket as it should be is fine: %s', check => {
  expect(look(check)).toMatch(/^fine/);
});

const sample = (fault: string | undefined): Partial<BucketFacts> => ({
  sample: { facts: { keys: ['k'], read: { key: 'k', fault }, aheadMs: 0 } },
});
const KMS: Partial<BucketFacts> = { encryption: { facts: { algorithm: 'aws:kms', key: 'arn:aws:kms:eu:1:key/k' } } };

test.each<[string, Partial<BucketFacts>, RegExp]>([
  ['a file that can be read', sample(undefined), /^fine/],
  ['one that is encrypted with KMS', { ...KMS, ...sample(undefined) }, /^fine.*encrypted with arn:aws:kms/],
  ['one that may not be read', { ...KMS, ...sample('AccessDenied') }, /^problem.*AccessDenied.*kms:Decrypt/],
  ['KMS, and no file to try', KMS, /^unknown.*kms:Decrypt/],
  ['encryption that may not be read', { encryption: UNREAD }, /^fine.*\nunknown/],
  ['a bucket that may not be listed', { sample: UNREAD }, /^unknown/],
])('what can be read is told: %s', (_, wrong, text) => {
  expect(look('read', wrong)).toMatch(text);
});

const RULE: LifecycleRule = {
  id: 'old',
  prefix: 'erp/',
  hasTags: false,
  expiresAfterDays: undefined,
  archivesAfterDays: undefined,
  expiresOldVersions: false,
};

test.each<[string, Partial<LifecycleRule>, RegExp]>([
  ['before messages expire', { expiresAfterDays: 3 }, /^problem.*after 3 days/],
  ['while messages may be dead letters', { expiresAfterDays: 4 }, /^warning.*dead letters/],
  ['up to the last day', { expiresAfterDays: 13 }, /^warning/],
  ['after them', { expiresAfterDays: 14 }, /^fine/],
  ['of the whole bucket', { prefix: '', expiresAfterDays: 1 }, /^problem/],
  ['of a table', { prefix: 'erp/shop/', expiresAfterDays: 1 }, /^problem/],
  ['of another folder', { prefix: 'hr/', expiresAfterDays: 1 }, /^fine/],
  ['of objects with a tag', { hasTags: true, expiresAfterDays: 1 }, /^fine/],
  ['by moving them to an archive', { archivesAfterDays: 13 }, /^warning.*archives/],
  ['by moving them there late', { archivesAfterDays: 14 }, /^fine/],
])('a rule that takes files away is told: %s', (_, wrong, text) => {
  expect(look('lifecycle', { lifecycle: { facts: [{ ...RULE, ...wrong }] } })).toMatch(text);
});

test('versions are warned about unless old ones expire', () => {
  const isVersioned = { facts: true };
  expect(look('versioning', { isVersioned })).toMatch(/^warning/);
  const lifecycle = { facts: [{ ...RULE, expiresOldVersions: true }] };
  expect(look('versioning', { isVersioned, lifecycle })).toMatch(/^fine/);
  expect(look('versioning', { isVersioned: UNREAD })).toMatch(/^unknown/);
  expect(look('lifecycle', { lifecycle: UNREAD })).toMatch(/^unknown/);
});
