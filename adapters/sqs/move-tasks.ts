import {
  CancelMessageMoveTaskCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { LoaderError } from '../../domain/errors.ts';
import type { MoveProgress, MoveTasks } from '../../domain/ports/dead-letters.ts';
import { asked } from './errors.ts';

/** How emulators say that they have no such operation. */
const UNKNOWN_OPERATION = ['InvalidAction', 'UnknownOperation', 'UnknownOperationException', 'NotImplemented'];
const NOT_IMPLEMENTED = 501;

/** SQS's own tasks, which need the ARN of the queue, and one at a time (SQS API reference, StartMessageMoveTask). */
export function moveTasksOf(client: SQSClient, queueUrl: string): MoveTasks {
  const call = <Result>(action: string, work: () => Promise<Result>): Promise<Result> =>
    asked({ queueUrl, variable: 'DEAD_LETTER_QUEUE_URL', action }, work);

  let known: Promise<string> | undefined;
  async function askArn(): Promise<string> {
    const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] });
    const { Attributes } = await call('sqs:GetQueueAttributes', () => client.send(command));
    return Attributes?.QueueArn ?? '';
  }
  function arn(): Promise<string> {
    known ??= askArn();
    return known;
  }

  return {
    async start(ratePerSecond) {
      const SourceArn = await arn();
      // No destination: each goes back to where it came from, also where several queues share their dead letters.
      const command = new StartMessageMoveTaskCommand({
        SourceArn,
        ...(ratePerSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: ratePerSecond }),
      });
      try {
        const { TaskHandle } = await client.send(command);
        return TaskHandle;
      } catch (error) {
        if (isUnknown(error)) {
          return;
        }
        throw notStarted(error, queueUrl) ?? (await call('sqs:StartMessageMoveTask', () => Promise.reject(error)));
      }
    },
    async progress(): Promise<MoveProgress> {
      const command = new ListMessageMoveTasksCommand({ SourceArn: await arn(), MaxResults: 1 });
      const { Results } = await call('sqs:ListMessageMoveTasks', () => client.send(command));
      const task = Results?.[0];
      return {
        status: (task?.Status as MoveProgress['status'] | undefined) ?? 'RUNNING',
        moved: task?.ApproximateNumberOfMessagesMoved ?? 0,
        toMove: task?.ApproximateNumberOfMessagesToMove,
        failure: task?.FailureReason,
      };
    },
    async cancel(TaskHandle) {
      await call('sqs:CancelMessageMoveTask', () => client.send(new CancelMessageMoveTaskCommand({ TaskHandle })));
    },
  };
}

function isUnknown(error: unknown): boolean {
  const { name, $metadata: metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return UNKNOWN_OPERATION.includes(name ?? '') || metadata?.httpStatusCode === NOT_IMPLEMENTED;
}

/** What StartMessageMoveTask alone says. */
function notStarted(error: unknown, queueUrl: string): LoaderError | undefined {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'InvalidParameterValue') {
    return new LoaderError('CONFIG_INVALID', {
      object: queueUrl,
      reason: `is no dead-letter queue of any queue, says SQS: ${message}`,
      remedy:
        'correct DEAD_LETTER_QUEUE_URL, or name it in the redrive policy of the queue; redrive --where does without',
      cause: error,
    });
  }
  return name.endsWith('UnsupportedOperation')
    ? new LoaderError('QUEUE_UNAVAILABLE', {
        object: queueUrl,
        reason: `SQS began no task: ${message}`,
        remedy: 'let the task that runs end, or cancel it (aws sqs list-message-move-tasks)',
        cause: error,
      })
    : undefined;
}
