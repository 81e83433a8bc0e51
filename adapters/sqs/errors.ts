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

/** One call of a queue that an operator names. */
export interface OperatorCall {
  readonly queueUrl: string;
  /** That names it. */
  readonly variable: 'QUEUE_URL' | 'DEAD_LETTER_QUEUE_URL';
  /** `sqs:ReceiveMessage`: what the call needs. */
  readonly action: string;
}

const NOT_THERE = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'];
const DENIED = /AccessDenied/u;

/**
 * The same for what operators ask: names the variable and the permission to look at.
 * @throws LoaderError CONFIG_INVALID for a queue that is not there, else QUEUE_UNAVAILABLE
 */
export async function asked<Result>(by: OperatorCall, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw asOperatorError(error, by);
  }
}

function asOperatorError(error: unknown, { queueUrl, variable, action }: OperatorCall): LoaderError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (NOT_THERE.includes(name)) {
    return new LoaderError('CONFIG_INVALID', {
      object: queueUrl,
      reason: `there is no such queue (${name})`,
      remedy: `check ${variable} and the region (AWS_REGION)`,
      cause: error,
    });
  }
  const denied = `allow ${action} on this queue to whoever runs this, and kms:Decrypt and kms:GenerateDataKey on its key if it has one`;
  return new LoaderError('QUEUE_UNAVAILABLE', {
    object: queueUrl,
    reason: `SQS did not do ${action}: ${name}: ${message || 'no answer'}`,
    remedy: DENIED.test(name)
      ? denied
      : (REMEDIES[name] ?? 'check that SQS is reachable (AWS_REGION, AWS_ENDPOINT_URL)'),
    cause: error,
  });
}
