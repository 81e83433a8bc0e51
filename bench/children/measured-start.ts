/**
 * A cold start: `measured-start.ts <module> <event as JSON>` imports the handler of the Lambda and calls it once. Prints when
 * what happened, in milliseconds since 1970. It imports nothing itself, so that nothing else is measured.
 */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

interface Entry {
  handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse>;
}

const MINUTE_MS = 60_000;

const [module = '', event = ''] = process.argv.slice(2);
const importAt = now();
const { handler } = (await import(module)) as Entry;
const importedAt = now();
const context = { getRemainingTimeInMillis: () => MINUTE_MS } as Context;
const { batchItemFailures } = await handler(JSON.parse(event) as SQSEvent, context);
const doneAt = now();
console.log(
  JSON.stringify({
    startedAt: performance.timeOrigin,
    importAt,
    importedAt,
    doneAt,
    failures: batchItemFailures.length,
  }),
);
// The handler keeps its connection for the next invocation.
process.exit();

function now(): number {
  return performance.timeOrigin + performance.now();
}
