import { describe, expect, it } from 'vitest';
import { DEAD_LETTERS } from '../../../domain/doctor/dead-letter-checks.ts';
import type { QueueFacts } from '../../../domain/doctor/facts.ts';
import { DEAD_LETTER_FACTS, QUEUE_FACTS, told, UNREAD } from '../../factories/wiring.ts';

interface Case {
  readonly queue?: Partial<QueueFacts>;
  readonly deadLetters?: Partial<QueueFacts>;
  readonly receiveLimit?: number;
}

const look = (check: string, { queue, deadLetters, receiveLimit = 5 }: Case = {}): string =>
  told(DEAD_LETTERS, check, {
    queue: { ...QUEUE_FACTS, ...queue },
    deadLetters: { facts: { ...DEAD_LETTER_FACTS, ...deadLetters } },
    receiveLimit,
  }).join('\n');

const redrive = (maxReceiveCount: number): QueueFacts['redrive'] => ({
  deadLetterArn: DEAD_LETTER_FACTS.arn,
  maxReceiveCount,
});

describe('the dead-letter queue', () => {
  it.each(['redrive-policy', 'receive-limit', 'retention', 'end'])('is fine as it should be: %s', check => {
    expect(look(check)).toMatch(/^fine/);
  });

  it.each<[string, string, Case, RegExp]>([
    ['none', 'redrive-policy', { queue: { redrive: undefined } }, /RedrivePolicy.*dms-files-dlq/],
    ['another than DEAD_LETTER_QUEUE_URL', 'redrive-policy', { deadLetters: { arn: 'arn:other' } }, /RedrivePolicy/],
    ['another count than the loader’s', 'receive-limit', { receiveLimit: 6 }, /LOADER_RECEIVE_LIMIT=5/],
    [
      'no longer retention: fact 33',
      'retention',
      { deadLetters: { retentionSeconds: 345_600 } },
      /MessageRetentionPeriod=1209600/,
    ],
    ['a redrive policy of its own', 'end', { deadLetters: { redrive: redrive(3) } }, /RedrivePolicy/],
  ])('has a problem: %s', (_, check, wrong, remedy) => {
    expect(look(check, wrong)).toMatch(/^problem/);
    expect(look(check, wrong)).toMatch(remedy);
  });

  it('is warned about when few receives lead to it', () => {
    expect(look('receive-limit', { queue: { redrive: redrive(4) }, receiveLimit: 4 })).toMatch(/^warning.*LIMIT=5$/);
  });

  it('is told once where it cannot be read', () => {
    const facts = { queue: QUEUE_FACTS, deadLetters: UNREAD, receiveLimit: 5 };
    expect(told(DEAD_LETTERS, 'redrive-policy', facts)).toEqual([
      'unknown | it may not be read (AccessDenied) | allow aws:Something',
    ]);
    expect(told(DEAD_LETTERS, 'retention', facts)).toEqual([]);
    expect(told(DEAD_LETTERS, 'end', facts)).toEqual([]);
  });

  it('gives the redrive policy as the AWS command takes it', () => {
    const text = look('redrive-policy', { queue: { redrive: undefined } });
    const [, attributes = ''] = /--attributes '(.*)'$/.exec(text) ?? [];
    const { RedrivePolicy } = JSON.parse(attributes) as { RedrivePolicy: string };
    expect(JSON.parse(RedrivePolicy)).toEqual({ deadLetterTargetArn: DEAD_LETTER_FACTS.arn, maxReceiveCount: 5 });
  });
});
