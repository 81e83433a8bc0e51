/**
 * What Lambda's event source mapping does, with processes that die: it hands messages to the handler one at a time (batch
 * size 1), deletes what was answered, and ends an invocation that is over its time. What was in the hands of a process
 * that died is shown again at once, where SQS would wait for the visibility timeout.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import { asEvent } from '../stack/lambda-event.ts';
import type { Stack } from '../stack/stack.ts';

export interface Answer {
  /** The handler is imported, and waits for events: Lambda's time begins then. */
  readonly isReady?: true;
  readonly response?: SQSBatchResponse;
  readonly thrown?: string;
  readonly peakMib: number;
}

/** What happened to the invocations of all consumers. */
export interface Tally {
  invocations: number;
  kills: number;
  /** Over their time, and ended for it. */
  timeouts: number;
  thrown: string[];
  peakMib: number;
}

export interface Service {
  readonly stack: Stack;
  readonly environment: Readonly<Record<string, string>>;
  /** Time of an invocation. */
  readonly seconds: number;
  /** After how many milliseconds the next invocation is to be killed; undefined: not at all. */
  nextKillMs(): number | undefined;
  readonly tally: Tally;
}

const CHILD = join(import.meta.dirname, 'function-process.ts');

/** One consumer, which takes message after message until it is told to stop. */
export async function runConsumer(service: Service, stop: AbortSignal): Promise<void> {
  let child: ChildProcess | undefined;
  while (!stop.aborted) {
    const message = await receive(service.stack);
    if (message !== undefined) {
      child = child?.connected === true ? child : await start(service);
      const answer = await invoke(service, child, message);
      await settle(service, message, answer);
    }
  }
  child?.kill('SIGKILL');
}

async function start({ environment, seconds }: Service): Promise<ChildProcess> {
  const child = fork(CHILD, [String(seconds)], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if ((said as Answer | number | null) === null || typeof said !== 'object') {
    throw new Error(`the function cannot be started: it ended with ${said}`);
  }
  return child;
}

async function receive({ sqs, queueUrl }: Stack): Promise<Message | undefined> {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 1,
    WaitTimeSeconds: 1,
    MessageSystemAttributeNames: ['All'],
  });
  return (await sqs.send(command)).Messages?.[0];
}

/** Undefined if the process died on it. */
async function invoke(service: Service, child: ChildProcess, message: Message): Promise<Answer | undefined> {
  const { tally, seconds } = service;
  tally.invocations += 1;
  const killMs = service.nextKillMs();
  const answered = Promise.withResolvers<Answer | undefined>();
  const listen = (said: Answer): void => answered.resolve(said);
  const end = (): void => answered.resolve(undefined);
  child.once('message', listen).once('exit', end);
  const timer = setTimeout(
    () => {
      tally.kills += killMs === undefined ? 0 : 1;
      tally.timeouts += killMs === undefined ? 1 : 0;
      child.kill('SIGKILL');
    },
    killMs ?? seconds * 1000,
  );
  child.send(asEvent([message]));
  const answer = await answered.promise;
  clearTimeout(timer);
  child.off('message', listen).off('exit', end);
  return answer;
}

async function settle({ stack, tally }: Service, message: Message, answer: Answer | undefined): Promise<void> {
  const place = { QueueUrl: stack.queueUrl, ReceiptHandle: message.ReceiptHandle };
  tally.peakMib = Math.max(tally.peakMib, answer?.peakMib ?? 0);
  if (answer?.thrown !== undefined) {
    tally.thrown.push(answer.thrown);
  }
  if (answer?.response?.batchItemFailures.length === 0) {
    await stack.sqs.send(new DeleteMessageCommand(place));
  } else if (answer === undefined) {
    await stack.sqs.send(new ChangeMessageVisibilityCommand({ ...place, VisibilityTimeout: 0 }));
  }
}
