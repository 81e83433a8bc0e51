/** 1,000 dead letters, judged, and sent once more in part. */

import { DeleteMessageCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { beforeAll, expect, test } from 'vitest';
import { runList } from '../../handlers/cli/dlq/ls.ts';
import { runRedrive } from '../../handlers/cli/dlq/redrive.ts';
import { keptOutput } from '../doubles/output.ts';
import { useStack } from '../handlers/stack.ts';
import { makeMess, TABLES_MODULE, type Truth } from './support/mess.ts';

const stack = useStack();
let truths: ReadonlyMap<string, Truth>;
let environment: Record<string, string>;

beforeAll(async () => {
  environment = { ...stack().environment, LOADER_TABLES: TABLES_MODULE };
  truths = await makeMess(stack());
}, 60_000);

interface Listed {
  readonly letters: readonly {
    readonly id: string;
    readonly judgement: string;
    readonly error: { code: string } | null;
  }[];
  readonly groups: readonly { readonly letters: number }[];
}

async function listed(): Promise<Listed> {
  const { output, said } = keptOutput({ isJson: true });
  await runList({ args: [], options: { letters: true }, environment, output });
  return said.document as Listed;
}

async function redriven(where: readonly string[]): Promise<unknown> {
  const { output, said } = keptOutput({ isJson: true });
  const exitCode = await runRedrive({ args: [], options: { where }, environment, output });
  return { exitCode, ...(said.document as object) };
}

function bodiesOf(chosen: (truth: Truth) => boolean): string[] {
  return [...truths.values()]
    .filter(chosen)
    .map(({ body }) => body)
    .toSorted();
}

async function depth(queueUrl: string): Promise<number> {
  const AttributeNames = ['ApproximateNumberOfMessages' as const];
  const { Attributes } = await stack().sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames }));
  return Number(Attributes?.ApproximateNumberOfMessages);
}

async function takeAll(queueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (let some = await stack().receive(queueUrl, 0); some.length > 0; some = await stack().receive(queueUrl, 0)) {
    for (const { Body, ReceiptHandle } of some) {
      bodies.push(`${Body}`);
      await stack().sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  }
  return bodies;
}

test('dlq ls judges 1,000 of 1,000 letters as they were made, and leaves each to be seen at once', async () => {
  expect(truths.size).toBe(1000);
  const { letters, groups } = await listed();
  const judged = letters.map(({ id, judgement, error }) => [id, judgement, error?.code]).toSorted();
  expect(judged).toEqual([...truths].map(([id, { judgement, code }]) => [id, judgement, code]).toSorted());
  expect(new Set(letters.map(({ judgement }) => judgement)).size).toBe(6);
  expect(groups.reduce((sum, group) => sum + group.letters, 0)).toBe(1000);
  expect(await depth(stack().deadLetterQueueUrl)).toBe(1000);
});

/** Chosen by the second test, and gone after it. */
function isOfOrders({ judgement, target }: Truth): boolean {
  return judgement === 'already-loaded' && target === 'shop.orders';
}

test('a selective redrive moves the letters that are chosen, and no other', async () => {
  const expected = bodiesOf(isOfOrders);
  const moved = await redriven(['judgement=already-loaded', 'table=shop.orders']);
  expect(moved).toMatchObject({ exitCode: 0, moved: expected.length, left: 0, chosen: expected.length });
  expect((await takeAll(stack().queueUrl)).toSorted()).toEqual(expected);
  const { letters } = await listed();
  const stayed = [...truths].filter(([, truth]) => !isOfOrders(truth)).map(([id]) => id);
  expect(letters.map(({ id }) => id).toSorted()).toEqual(stayed.toSorted());
});
