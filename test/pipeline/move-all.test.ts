/** Everything goes back: by a task of SQS, which may be cancelled, or where the endpoint has no such tasks. */
import { once } from 'node:events';
import { request as ask, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetQueueAttributesCommand, PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase, type PostgresDatabase } from '../../adapters/postgres/database.ts';
import { makeDeadLetters } from '../../adapters/sqs/dead-letters.ts';
import type { DeadLetters } from '../../domain/ports/dead-letters.ts';
import { moveAll } from '../../pipeline/move-all.ts';
import type { DeskMeans } from '../../pipeline/redrive.ts';
import { startCli } from '../handlers/run-cli.ts';
import { useStack } from '../handlers/stack.ts';

const stack = useStack();
let database: PostgresDatabase;
let client: SQSClient;

beforeAll(() => {
  database = connectDatabase({ url: stack().databaseUrl });
  client = new SQSClient();
});
beforeEach(async () => {
  await stack().sqs.send(new PurgeQueueCommand({ QueueUrl: stack().queueUrl }));
  await stack().sqs.send(new PurgeQueueCommand({ QueueUrl: stack().deadLetterQueueUrl }));
  await stack().query('truncate dms_loader.operator_action');
});
afterAll(async () => {
  client.destroy();
  await database.close();
});

async function bury(number: number): Promise<void> {
  const QueueUrl = stack().deadLetterQueueUrl;
  await Promise.all(
    Array.from({ length: number }, (_, at) =>
      stack().sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `letter ${at}` })),
    ),
  );
}

async function depth(QueueUrl: string): Promise<number> {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await stack().sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
  );
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

/** In both queues: none is lost. */
async function everywhere(): Promise<number> {
  return (await depth(stack().queueUrl)) + (await depth(stack().deadLetterQueueUrl));
}

async function details(): Promise<unknown[]> {
  const rows = await stack().query('select detail from dms_loader.operator_action order by operator_action_id');
  return rows.map(row => JSON.parse(row).detail);
}

function meansOf(moves?: Partial<DeadLetters['moves']>): DeskMeans {
  const { queueUrl, deadLetterQueueUrl } = stack();
  const queue = makeDeadLetters(client, { queueUrl, deadLetterQueueUrl });
  const { actions, refusals, letters } = database;
  return {
    queue: { ...queue, moves: { ...queue.moves, ...moves } },
    actions,
    refusals,
    letters,
    judge: dead =>
      Promise.resolve(
        dead.map(letter => ({
          letter,
          judgement: 'transient',
          act: 'redrive',
          why: '',
          objects: [],
          error: undefined,
        })),
      ),
  };
}

const request = { isRehearsal: false, actor: 'me@here' };

describe('a task of SQS', () => {
  it('is cancelled by Ctrl-C: some letters have moved, the others stay, and both are written down', async () => {
    await bury(200);
    const cli = startCli(['dlq', 'redrive', '--all', '--rate', '20', '--json'], stack().environment);
    while ((await depth(stack().queueUrl)) < 5) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    cli.process.kill('SIGINT');
    const { exitCode, stdout } = await cli.ended;
    const { moved, stopped, isNative } = JSON.parse(stdout);
    expect([exitCode, isNative, stopped]).toEqual([1, true, `it was cancelled after ${moved} letters`]);
    expect(moved).toBeGreaterThanOrEqual(5);
    expect(moved).toBeLessThan(200);
    expect(await everywhere()).toBe(200);
    expect(await depth(stack().queueUrl)).toBe(moved);
    expect(await details()).toMatchObject([{ isAll: true, result: { moved, stopped } }]);
  });

  it('that has ended by the time it is to be cancelled has ended well', async () => {
    await bury(3);
    const ending = new AbortController();
    const means = meansOf();
    const { progress } = means.queue.moves;
    const late: DeadLetters['moves']['progress'] = async () => {
      const told = await progress();
      ending.abort();
      // It ran when it was asked.
      return told.status === 'COMPLETED' && !wasCompleted ? { ...told, status: 'RUNNING' as const } : told;
    };
    let wasCompleted = false;
    const cancel = async (handle: string): Promise<void> => {
      wasCompleted = true;
      while ((await progress()).status === 'RUNNING') {
        await new Promise(resolve => setTimeout(resolve, 20));
      }
      await means.queue.moves.cancel(handle);
    };
    const moves = { ...means.queue.moves, progress: late, cancel };
    const report = await moveAll({ ...request, signal: ending.signal }, { ...means, queue: { ...means.queue, moves } });
    expect(report).toMatchObject({ moved: 3, stopped: undefined });
  });

  it('P12: is written down before it begins, and that its end is not known, where SQS does not tell', async () => {
    await bury(3);
    const gone = new Error('SQS is away');
    const start = async (): Promise<string> => {
      expect(await details()).toMatchObject([{ isAll: true, held: 3 }]);
      return await Promise.resolve('handle');
    };
    await expect(moveAll(request, meansOf({ start, progress: () => Promise.reject(gone) }))).rejects.toBe(gone);
    expect(await details()).toMatchObject([{ isAll: true, result: { moved: 0 } }]);
  });
});

describe('an endpoint without such tasks', () => {
  const Answers: readonly (readonly [string, number, object])[] = [
    ['answers UnknownOperation', 400, { __type: 'com.amazonaws.sqs#UnknownOperationException', message: 'no' }],
    ['answers 501', 501, { __type: 'InternalFailure', message: 'not implemented' }],
  ];
  it.each(Answers)('that %s: the letters are sent and deleted one by one, and it says so', async (_, status, body) => {
    await bury(23);
    const proxy = await startProxy({ status, body });
    const there = (url: string) => url.replace(stack().endpoint, proxy.endpoint);
    const { environment, queueUrl, deadLetterQueueUrl } = stack();
    const { exitCode, stdout } = await startCli(['dlq', 'redrive', '--all', '--json'], {
      ...environment,
      AWS_ENDPOINT_URL: proxy.endpoint,
      QUEUE_URL: there(queueUrl),
      DEAD_LETTER_QUEUE_URL: there(deadLetterQueueUrl),
    }).ended;
    await proxy.stop();
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { held: 23, moved: 23, isNative: false, stopped: null }]);
    expect([await depth(stack().queueUrl), await depth(stack().deadLetterQueueUrl)]).toEqual([23, 0]);
    expect(await details()).toMatchObject([
      { isAll: true, result: { moved: 23, isNative: false } },
      { chosen: 23, result: { moved: 23 } },
    ]);
  });
});

/** The embedded SQS, but for StartMessageMoveTask. */
async function startProxy({ status, body }: { status: number; body: object }) {
  const server: Server = createServer((incoming, response) => {
    if (incoming.headers['x-amz-target'] === 'AmazonSQS.StartMessageMoveTask') {
      response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
      return;
    }
    const { method, headers, url = '/' } = incoming;
    const onward = ask(new URL(url, stack().endpoint), { method: `${method}`, headers }, answer => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
