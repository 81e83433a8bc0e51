/** The loader's Lambda function as its callers see it: an event goes in, an answer and lines of log come out. */
import { Worker } from 'node:worker_threads';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { FromThread } from './function-thread.ts';

/** A line of the function's log that tells of one object. */
export interface ObjectEntry {
  /** `s3://bucket/key` */
  readonly object: string;
  readonly outcome: string;
  readonly read?: number;
  readonly applied?: number;
  readonly superseded?: number;
  readonly error?: { readonly code: string; readonly message: string };
  readonly receiveCount: number;
  readonly milliseconds: number;
}

export interface LoaderFunction {
  invoke(event: SQSEvent): Promise<SQSBatchResponse>;
  /** The last lines of its log. */
  log(): string;
  stop(): Promise<unknown>;
}

const KEPT_LINES = 20;

/** @param environment all that the function has: nothing of this process's own reaches it */
export function deploy(
  environment: Readonly<Record<string, string>>,
  onObject: (entry: ObjectEntry) => void,
): LoaderFunction {
  const worker = new Worker(new URL('./function-thread.ts', import.meta.url), { env: { ...environment } });
  const lines: string[] = [];
  let pending = Promise.withResolvers<SQSBatchResponse>();
  worker.on('error', error => pending.reject(error));
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'answer') {
      pending.resolve(message.response);
    } else if (message.kind === 'thrown') {
      pending.reject(new Error(`the function failed: ${message.message}`));
    } else {
      lines.push(...message.text.trimEnd().split('\n'));
      lines.splice(0, lines.length - KEPT_LINES);
      tellObject(message.text, onObject);
    }
  });
  return {
    invoke: event => {
      pending = Promise.withResolvers();
      worker.postMessage(event);
      return pending.promise;
    },
    log: () => lines.join('\n'),
    stop: () => worker.terminate(),
  };
}

function tellObject(line: string, onObject: (entry: ObjectEntry) => void): void {
  const entry: unknown = line.startsWith('{') ? JSON.parse(line) : undefined;
  if (typeof entry === 'object' && entry !== null && Reflect.get(entry, 'event') === 'object') {
    onObject(entry as ObjectEntry);
  }
}
