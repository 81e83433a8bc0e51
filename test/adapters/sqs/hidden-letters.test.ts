import { setTimeout as pause } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { hideLetters } from '../../../adapters/sqs/hidden-letters.ts';

it('does not hide letters again while it is at it still: a look at very many would not come to its end', async () => {
  const client = new SQSClient({ region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  const gate = Promise.withResolvers<void>();
  let calls = 0;
  client.middlewareStack.add(
    () => async () => {
      calls += 1;
      await gate.promise;
      return { output: { $metadata: {}, Successful: [], Failed: [] }, response: {} };
    },
    { step: 'initialize' },
  );
  const hidden = hideLetters(client, 'http://127.0.0.1/dlq', 0.06);
  hidden.add([{ MessageId: 'a', ReceiptHandle: 'r', Body: 'x' }]);
  // Ten turns of the clock, in the first of which SQS does not answer.
  await pause(200);
  expect(calls).toBe(1);
  gate.resolve();
  await hidden.release();
  // Once more to hide it at the most, and once to show it.
  expect(calls).toBeLessThanOrEqual(3);
  client.destroy();
});
