/**
 * The four operations of dead-letter queues that fauxqs lacks, made of those it has: SQS API reference,
 * StartMessageMoveTask and its siblings. A moved message is a new one: a new id, received no times yet.
 */
import type { FastifyInstance, FastifyReply } from './fastify.ts';
import { beginMove, type MoveTask } from './move-task.ts';
import { callSqs, queueUrlOf, SqsFault } from './sqs-call.ts';

type Input = Readonly<Record<string, string | number | undefined>>;

const DEFAULT_RESULTS = 1;

export function addMessageMoves(app: FastifyInstance): void {
  const tasks: MoveTask[] = [];

  const operations: Readonly<Record<string, (input: Input) => Promise<object>>> = {
    ListDeadLetterSourceQueues: async input => {
      const arn = await arnOf(app, String(input['QueueUrl']));
      return { queueUrls: (await sourcesOf(app, arn)).map(source => source.url) };
    },
    StartMessageMoveTask: async input => {
      const sourceArn = String(input['SourceArn']);
      const route = await findRoute(app, sourceArn, input['DestinationArn']?.toString());
      if (tasks.some(other => other.sourceArn === sourceArn && other.status === 'RUNNING')) {
        throw new SqsFault('UnsupportedOperation', 'There is already a task running.');
      }
      const task = beginMove(app, { ...route, perSecond: numberOf(input['MaxNumberOfMessagesPerSecond']) });
      tasks.unshift(task);
      return { TaskHandle: task.handle };
    },
    ListMessageMoveTasks: async input => {
      const sourceArn = String(input['SourceArn']);
      await urlOrFault(app, sourceArn);
      const results = tasks.filter(task => task.sourceArn === sourceArn);
      return { Results: results.slice(0, numberOf(input['MaxResults']) ?? DEFAULT_RESULTS).map(describe) };
    },
    CancelMessageMoveTask: async input => {
      const task = tasks.find(each => each.handle === input['TaskHandle']);
      if (task === undefined) {
        throw new SqsFault('ResourceNotFoundException', 'The task does not exist.');
      }
      if (task.status !== 'RUNNING') {
        throw new SqsFault('UnsupportedOperation', 'Only active tasks can be cancelled.');
      }
      task.status = 'CANCELLING';
      return { ApproximateNumberOfMessagesMoved: task.moved };
    },
  };

  app.addHook('preHandler', async (request, reply) => {
    const target = String(request.headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
    const operation = Object.hasOwn(operations, target) ? operations[target] : undefined;
    if (operation === undefined) {
      return;
    }
    reply.header('content-type', 'application/x-amz-json-1.0');
    try {
      return reply.send(await operation(request.body as Input));
    } catch (error) {
      return answerFault(reply, error);
    }
  });

  app.addHook('onClose', () => {
    for (const task of tasks) {
      task.status = task.status === 'RUNNING' ? 'CANCELLING' : task.status;
    }
  });
}

/** The header is what the SDK reads the error's name from; the body has it for everybody else. */
function answerFault(reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof SqsFault)) {
    throw error;
  }
  reply.status(400).header('x-amzn-query-error', `${error.code};Sender`);
  return reply.send(JSON.stringify({ __type: `com.amazonaws.sqs#${error.code}`, message: error.message }));
}

function describe(task: MoveTask): object {
  return {
    // SQS gives the handle of a running task only.
    TaskHandle: task.status === 'RUNNING' ? task.handle : undefined,
    Status: task.status,
    SourceArn: task.sourceArn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.perSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failure,
    StartedTimestamp: task.startedAt,
  };
}

async function findRoute(
  app: FastifyInstance,
  sourceArn: string,
  destinationArn: string | undefined,
): Promise<{ sourceArn: string; sourceUrl: string; destinationArn: string | undefined; destinationUrl: string }> {
  const sourceUrl = await urlOrFault(app, sourceArn);
  const sources = await sourcesOf(app, sourceArn);
  const [first] = sources;
  if (first === undefined) {
    throw new SqsFault('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
  }
  if (destinationArn === undefined && sources.length > 1) {
    // SQS remembers where each message came from; the emulator does not.
    throw new SqsFault('UnsupportedOperation', 'This emulator needs DestinationArn: the queue has several sources.');
  }
  const destinationUrl = destinationArn === undefined ? first.url : await urlOrFault(app, destinationArn);
  return { sourceArn, sourceUrl, destinationArn, destinationUrl };
}

async function urlOrFault(app: FastifyInstance, arn: string): Promise<string> {
  const url = await queueUrlOf(app, arn);
  if (url === undefined) {
    throw new SqsFault(
      'ResourceNotFoundException',
      "The resource that you specified for the SourceArn parameter doesn't exist.",
    );
  }
  return url;
}

/** The queues whose redrive policy names a dead-letter queue. */
async function sourcesOf(app: FastifyInstance, arn: string): Promise<{ readonly url: string }[]> {
  const { QueueUrls = [] } = await callSqs<{ QueueUrls?: string[] }>(app, 'ListQueues', {});
  const policies = await Promise.all(
    QueueUrls.map(async url => ({ url, policy: await attribute(app, url, 'RedrivePolicy') })),
  );
  return policies.filter(({ policy }) => policy !== undefined && targetOf(policy) === arn);
}

function targetOf(policy: string): string | undefined {
  return (JSON.parse(policy) as { deadLetterTargetArn?: string }).deadLetterTargetArn;
}

async function arnOf(app: FastifyInstance, url: string): Promise<string> {
  return (await attribute(app, url, 'QueueArn')) ?? '';
}

async function attribute(app: FastifyInstance, url: string, name: string): Promise<string | undefined> {
  const input = { QueueUrl: url, AttributeNames: [name] };
  const { Attributes } = await callSqs<{ Attributes?: Record<string, string> }>(app, 'GetQueueAttributes', input);
  return Attributes?.[name];
}

function numberOf(value: string | number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
