import { LoaderError } from '../../domain/errors.ts';

/** Names of the SDK's errors that another try does not heal, and what does. */
const REMEDIES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'check QUEUE_URL and the region',
  'AWS.SimpleQueueService.NonExistentQueue': 'check QUEUE_URL and the region',
  AccessDenied: 'allow sqs:ReceiveMessage, DeleteMessage, ChangeMessageVisibility and SendMessage on the queue',
  AccessDeniedException:
    'allow sqs:ReceiveMessage, DeleteMessage, ChangeMessageVisibility and SendMessage on the queue',
  CredentialsProviderError: 'give the process AWS credentials',
  ReceiptHandleIsInvalid: 'nothing: the message was shown again meanwhile and has another receipt handle',
};

/** Does one call of SQS; every error of the SDK becomes a LoaderError QUEUE_UNAVAILABLE here and nowhere else. */
export async function translated<Result>(what: string, queueUrl: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw asQueueError(error, what, queueUrl);
  }
}

function asQueueError(error: unknown, what: string, queueUrl: string): LoaderError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return new LoaderError('QUEUE_UNAVAILABLE', {
    object: queueUrl,
    reason: `SQS did not ${what} the queue: ${name}: ${message || 'no answer'}`,
    remedy: REMEDIES[name] ?? 'nothing is lost, it is tried again; if it stays so, check that SQS is reachable',
    cause: error,
  });
}
