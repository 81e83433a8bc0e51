import { describe, expect, it } from 'vitest';
import type { BucketFacts, NotificationFacts, NotificationRule } from '../../../domain/doctor/bucket-facts.ts';
import { NOTIFICATIONS } from '../../../domain/doctor/notification-checks.ts';
import { makeRoutes } from '../../../domain/object/route.ts';
import { defineSource } from '../../../domain/table/index.ts';
import type { SourceDefinition } from '../../../domain/table/source.ts';
import { ITEM } from '../../factories/changes.ts';
import { CUSTOMER } from '../../factories/shop.ts';
import { BUCKET_FACTS, QUEUE_FACTS, told, UNREAD } from '../../factories/wiring.ts';

const RULE: NotificationRule = {
  id: 'files',
  target: QUEUE_FACTS.arn,
  events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
  prefix: '',
  suffix: '',
};

interface Case {
  readonly rules?: readonly Partial<NotificationRule>[];
  readonly facts?: Partial<NotificationFacts>;
  readonly source?: Partial<SourceDefinition>;
  readonly folders?: readonly string[];
  readonly keys?: readonly string[];
  readonly found?: Partial<BucketFacts>;
  readonly tables?: readonly (typeof ITEM)[];
  readonly queueArn?: string | undefined;
}

/** ITEM comes from SHOP.ITEM. */
function look(check: string, given: Case = {}): string {
  const rules = (given.rules ?? [{}]).map(rule => ({ ...RULE, ...rule }));
  const source = defineSource({ name: 'erp', bucket: 'acme-dms', prefix: 'erp/', ...given.source });
  const found: BucketFacts = {
    ...BUCKET_FACTS,
    notifications: { facts: { rules, hasEventBridge: false, ...given.facts } },
    sample: { facts: { keys: given.keys ?? [], read: undefined, aheadMs: 0 } },
    ...given.found,
  };
  const routes = makeRoutes(given.tables ?? [ITEM], [source]);
  const queueArn = 'queueArn' in given ? given.queueArn : QUEUE_FACTS.arn;
  return told(NOTIFICATIONS, check, { found, routes, queueArn, bucketFolders: given.folders ?? [] }).join('\n');
}

describe('rules announce the files of a table', () => {
  it.each<[string, Case]>([
    ['of any key', {}],
    ['below the folder of the source', { rules: [{ prefix: 'erp/' }] }],
    ['below the folder of the table, in small letters', { rules: [{ prefix: 'erp/shop/item/' }] }],
    ['below the folder of the table, in capitals', { rules: [{ prefix: 'erp/SHOP/ITEM/' }] }],
    ['by an encoded prefix', { rules: [{ prefix: 'erp%2Fshop%2F' }] }],
    ['of one format', { rules: [{ suffix: '.parquet' }] }],
    [
      'by both ways of writing',
      { rules: [{ events: ['s3:ObjectCreated:Put', 's3:ObjectCreated:CompleteMultipartUpload'] }] },
    ],
    [
      'full loads and changes by a rule each',
      { rules: [{ prefix: 'erp/shop/item/LOAD' }, { prefix: 'erp/shop/item/2' }] },
    ],
    ['in the folder of the endpoint', { source: { prefix: '' }, folders: ['dms'], rules: [{ prefix: 'dms/' }] }],
  ])('%s', (_, given) => {
    expect(look('tables', given)).toMatch(/^fine/);
  });

  it.each<[string, Case]>([
    ['none', { rules: [] }],
    ['only of another folder', { rules: [{ prefix: 'hr/' }] }],
    ['only full loads', { rules: [{ prefix: 'erp/shop/item/LOAD' }] }],
    ['only by one way of writing', { rules: [{ events: ['s3:ObjectCreated:Put'] }] }],
    ['only removals', { rules: [{ events: ['s3:ObjectRemoved:*'] }] }],
    ['only to another queue', { rules: [{ target: 'arn:aws:sqs:eu-west-1:111122223333:other' }] }],
    [
      'only Parquet, of a table whose columns are declared for CSV',
      { rules: [{ suffix: '.parquet' }], tables: [CUSTOMER] },
    ],
    ['only other files', { rules: [{ suffix: '.json' }] }],
  ])('else it is a problem: %s', (_, given) => {
    expect(look('tables', given)).toMatch(/^problem.*s3:\/\/acme-dms\/erp\/.*put-bucket-notification-configuration$/);
  });

  it.each<[string, Case, RegExp]>([
    ['EventBridge', { rules: [], facts: { hasEventBridge: true } }, /aws events list-rules/],
    ['a topic', { rules: [{ target: 'arn:aws:sns:eu-west-1:1:files' }] }, /aws sns list-subscriptions/],
    [
      'a folder that no source names',
      { source: { prefix: '' }, rules: [{ prefix: 'dms/' }] },
      /as prefix of the source/,
    ],
    ['a configuration that may not be read', { found: { notifications: UNREAD } }, /allow aws:Something/],
    ['a queue that is not known', { queueArn: undefined }, /set QUEUE_URL/],
  ])('or it is left open: %s', (_, given, remedy) => {
    expect(look('tables', given)).toMatch(/^unknown/);
    expect(look('tables', given)).toMatch(remedy);
  });

  it('nothing is asked for a table that the source ignores', () => {
    expect(look('tables', { rules: [], source: { ignore: ['SHOP.*'] } })).toBe('');
  });
});

describe('rules announce the files that are there', () => {
  const keys = ['erp/shop/item/LOAD00000001.parquet', 'erp/shop/item/20260131-102030123.parquet', 'erp/readme.txt'];

  it('all', () => {
    expect(look('files', { keys })).toMatch(/^fine.*2 files of mapped tables among 3 objects/);
    // The text is no data, and so is a table that nothing is mapped from.
    expect(look('files', { keys: [...keys, 'erp/hr/staff/LOAD00000001.parquet'] })).toMatch(/^fine.*2 files/);
  });

  it('else one of those that are not is named', () => {
    expect(look('files', { keys, rules: [{ prefix: 'erp/shop/item/LOAD' }] })).toMatch(
      /^problem.*1 of 2 files.*s3:\/\/acme-dms\/erp\/shop\/item\/20260131-102030123\.parquet.*reconcile s3:\/\/acme-dms\/ --enqueue/,
    );
  });

  it('that cannot be listed are told as such', () => {
    expect(look('files', { found: { sample: UNREAD } })).toMatch(/^unknown/);
  });
});

describe('removals', () => {
  it('fact 13: are announced, or warned about', () => {
    expect(look('removals')).toMatch(/^fine/);
    expect(look('removals', { rules: [{ events: ['s3:ObjectCreated:*'] }] })).toMatch(
      /^warning.*add s3:ObjectRemoved:\*/,
    );
    expect(look('removals', { rules: [] })).toMatch(/^warning/);
  });

  it('are not asked for where EventBridge announces', () => {
    expect(look('removals', { rules: [], facts: { hasEventBridge: true } })).toBe('');
  });
});
