/** Facts of a wiring that is as it should be, for tests that put one thing of it wrong. */
import { type Area, examine } from '../../domain/doctor/area.ts';
import type { BucketFacts } from '../../domain/doctor/bucket-facts.ts';
import type { DatabaseFacts } from '../../domain/doctor/database-facts.ts';
import type { FunctionFacts, MappingFacts, QueueFacts } from '../../domain/doctor/facts.ts';
import { tell } from '../../domain/doctor/finding.ts';

export const QUEUE_FACTS: QueueFacts = {
  url: 'https://sqs.eu-west-1.amazonaws.com/111122223333/dms-files',
  arn: 'arn:aws:sqs:eu-west-1:111122223333:dms-files',
  isFifo: false,
  visibilitySeconds: 1800,
  retentionSeconds: 345_600,
  largestMessageBytes: 262_144,
  encryption: 'sqs',
  redrive: { deadLetterArn: 'arn:aws:sqs:eu-west-1:111122223333:dms-files-dlq', maxReceiveCount: 5 },
  policy: JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::acme-dms' } },
      },
    ],
  }),
};

export const DEAD_LETTER_FACTS: QueueFacts = {
  ...QUEUE_FACTS,
  url: 'https://sqs.eu-west-1.amazonaws.com/111122223333/dms-files-dlq',
  arn: 'arn:aws:sqs:eu-west-1:111122223333:dms-files-dlq',
  retentionSeconds: 1_209_600,
  redrive: undefined,
};

export const MAPPING_FACTS: MappingFacts = {
  id: 'a1b2',
  functionName: 'dms-loader',
  state: 'Enabled',
  batchSize: 10,
  windowSeconds: 0,
  reportsFailures: true,
  hasFilter: false,
  mostConcurrent: 10,
};

export const FUNCTION_FACTS: FunctionFacts = {
  name: 'dms-loader',
  runtime: 'nodejs24.x',
  timeoutSeconds: 300,
  memoryMib: 512,
  loaderMemoryMib: undefined,
  environment: new Map([
    ['DATABASE_URL', 'd1'],
    ['QUEUE_URL', 'd2'],
  ]),
  reservedConcurrency: { facts: undefined },
};

export const DATABASE_FACTS: DatabaseFacts = {
  version: 160_004,
  versionText: '16.4',
  role: 'loader',
  isReadOnly: false,
  synchronousCommit: 'on',
  hasAutovacuum: true,
  canMakeTemporary: true,
  connections: { most: 100, reserved: 3, limit: undefined, othersOpen: 7 },
  timeouts: { statementMs: 0, transactionMs: 0 },
  pooling: 'direct',
  aheadMs: 2,
  ledger: { versions: [1, 2, 3], expected: [1, 2, 3], missingRights: [] },
  targets: [{ target: 'shop.item', fault: undefined, notes: [], missingRights: [], cannotEvolve: false }],
};

export const BUCKET_FACTS: BucketFacts = {
  bucket: 'acme-dms',
  notifications: {
    facts: {
      rules: [
        {
          id: 'files',
          target: QUEUE_FACTS.arn,
          events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
          prefix: '',
          suffix: '',
        },
      ],
      hasEventBridge: false,
    },
  },
  encryption: { facts: { algorithm: 'AES256', key: undefined } },
  isVersioned: { facts: false },
  lifecycle: { facts: [] },
  sample: { facts: { keys: [], read: undefined, aheadMs: 0 } },
};

/** What could not be read, for want of a permission. */
export const UNREAD = { unread: tell.unknown('it may not be read (AccessDenied)', 'allow aws:Something') };

/** What one check of an area says: `verdict` of each, and the texts for the one that went wrong. */
export function told<Facts>(area: Area<Facts>, check: string, facts: Facts): readonly string[] {
  return examine(area, { facts })
    .filter(finding => finding.check === `${area.name}.${check}`)
    .map(({ verdict, what, remedy }) => [verdict, what, remedy].filter(part => part !== undefined).join(' | '));
}
