import { describe, expect, it } from 'vitest';
import type { ConsumerFacts, QueueFacts } from '../../../domain/doctor/facts.ts';
import { QUEUE } from '../../../domain/doctor/queue-checks.ts';
import { FUNCTION_FACTS, MAPPING_FACTS, QUEUE_FACTS, told, UNREAD } from '../../factories/wiring.ts';

const CONSUMERS: ConsumerFacts = { mappings: { facts: [MAPPING_FACTS] }, functions: [{ facts: FUNCTION_FACTS }] };

const look = (check: string, queue: Partial<QueueFacts> = {}, consumers = CONSUMERS): string =>
  told(QUEUE, check, { queue: { ...QUEUE_FACTS, ...queue }, consumers, buckets: ['acme-dms'] }).join('\n');

describe('the queue', () => {
  it.each(['visibility', 'standard', 'message-size', 'encryption', 'policy'])('is fine as it should be: %s', check => {
    expect(look(check)).toMatch(/^fine/);
  });

  it.each<[string, string, Partial<QueueFacts>, RegExp]>([
    [
      'a visibility timeout below six times the function’s',
      'visibility',
      { visibilitySeconds: 1799 },
      /VisibilityTimeout=1800$/,
    ],
    ['FIFO', 'standard', { isFifo: true }, /make a standard queue/],
    [
      'messages that are shorter than an event',
      'message-size',
      { largestMessageBytes: 65_535 },
      /MaximumMessageSize=262144$/,
    ],
    [
      'a KMS key of AWS, which S3 may not use',
      'encryption',
      { encryption: { key: 'alias/aws/sqs' } },
      /SqsManagedSseEnabled=true$/,
    ],
    ['no policy on AWS', 'policy', { policy: undefined }, /allow s3\.amazonaws\.com sqs:SendMessage/],
  ])('has a problem: %s', (_, check, queue, remedy) => {
    expect(look(check, queue)).toMatch(/^problem/);
    expect(look(check, queue)).toMatch(remedy);
  });

  it('is warned about when it is not encrypted', () => {
    expect(look('encryption', { encryption: 'none' })).toMatch(/^warning.*SqsManagedSseEnabled=true$/);
  });

  it('leaves open what a key’s policy, a policy that is no JSON and an emulator without policies say', () => {
    expect(look('encryption', { encryption: { key: 'arn:aws:kms:x:1:key/k' } })).toMatch(
      /^unknown.*kms:GenerateDataKey/,
    );
    expect(look('policy', { policy: '{' })).toMatch(/^unknown/);
    expect(look('policy', { policy: undefined, url: 'http://127.0.0.1:4566/000000000000/q' })).toMatch(/^unknown/);
  });
});

describe('the visibility timeout', () => {
  const withWindow = { ...CONSUMERS, mappings: { facts: [{ ...MAPPING_FACTS, windowSeconds: 30 }] } };
  const slow = { ...CONSUMERS, functions: [{ facts: { ...FUNCTION_FACTS, timeoutSeconds: 600 } }] };

  it('has to cover the batch window', () => {
    expect(look('visibility', { visibilitySeconds: 1829 }, withWindow)).toMatch(/^problem.*VisibilityTimeout=1830$/);
    expect(look('visibility', { visibilitySeconds: 1830 }, withWindow)).toMatch(/^fine/);
  });

  it('is held against the function’s own timeout', () => {
    expect(look('visibility', { visibilitySeconds: 3599 }, slow)).toMatch(/^problem.*VisibilityTimeout=3600$/);
  });

  it('is held against that of the package where no function may be read', () => {
    const unread = { mappings: UNREAD, functions: [UNREAD] };
    expect(look('visibility', { visibilitySeconds: 1799 }, unread)).toMatch(/^problem/);
  });

  it('is no matter of a worker, which sets its own', () => {
    expect(look('visibility', { visibilitySeconds: 1 }, { mappings: { facts: [] }, functions: [] })).toMatch(/^fine/);
  });
});
