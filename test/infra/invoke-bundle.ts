/**
 * A cold start of a bundle, in a process of its own: `invoke-bundle.ts <index.mjs> [<event as JSON>]` imports the handler and, given
 * an event, calls it. Prints the answer and the files that were loaded.
 */
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

/** What it prints, after the function's own log. */
export interface ColdStart {
  readonly answer?: SQSBatchResponse;
  /** Absolute paths. */
  readonly loaded: readonly string[];
}

const [index = '', event] = process.argv.slice(2);
const loaded: string[] = [];
registerHooks({
  load(url, given, nextLoad) {
    if (url.startsWith('file:')) {
      loaded.push(fileURLToPath(url));
    }
    return nextLoad(url, given);
  },
});
const { handler } = (await import(pathToFileURL(index).href)) as typeof import('../../handlers/lambda.ts');
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const answer = event === undefined ? {} : { answer: await handler(JSON.parse(event) as SQSEvent, context) };
process.stdout.write(`${JSON.stringify({ ...answer, loaded } satisfies ColdStart)}\n`, () => {
  // The handler keeps its connections for the next invocation.
  process.exit();
});
