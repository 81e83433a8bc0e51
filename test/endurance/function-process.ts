/**
 * The deployed handler in a process of its own, as Lambda runs it, and as it can be killed: `function-process.ts <seconds>`
 * of each invocation. Events come and answers go by the channel to the parent.
 */
import type { SQSEvent } from 'aws-lambda';
import { peakMemoryMib } from '../../bench/peak-memory.ts';
import { handler } from '../../handlers/lambda.ts';
import { makeContext } from '../stack/lambda-context.ts';
import type { Answer } from './lambda-service.ts';

const seconds = Number(process.argv[2]);

process.on('message', (event: SQSEvent) => {
  handler(event, makeContext(seconds)).then(
    response => answer({ response }),
    (error: unknown) => answer({ thrown: String(error) }),
  );
});

answer({ isReady: true });

function answer(parts: Omit<Answer, 'peakMib'>): void {
  process.send?.({ ...parts, peakMib: peakMemoryMib() } satisfies Answer);
}
