/**
 * What the Lambda service does for a function, in a thread with an environment of its own: calls the very handler that is
 * deployed, one event after the other, and collects its log.
 */
import { parentPort } from 'node:worker_threads';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { FUNCTION_TIMEOUT_SECONDS } from '../../../domain/limits.ts';
import { handler } from '../../../handlers/lambda.ts';
import { makeContext } from '../lambda-context.ts';

/** What the thread says. All goes through one port, so that an invocation's log is there before its answer. */
export type FromThread =
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'answer'; readonly response: SQSBatchResponse }
  | { readonly kind: 'thrown'; readonly message: string };

const say = (message: FromThread): void => parentPort?.postMessage(message);

for (const stream of [process.stdout, process.stderr]) {
  stream.write = (text: string | Uint8Array): boolean => {
    say({ kind: 'log', text: String(text) });
    return true;
  };
}

parentPort?.on('message', (event: SQSEvent) => {
  handler(event, makeContext(FUNCTION_TIMEOUT_SECONDS)).then(
    response => say({ kind: 'answer', response }),
    (error: unknown) => say({ kind: 'thrown', message: String(error) }),
  );
});
