/** What the recorded commands look at: a bucket with sound, bad, lost and late files, consumed as far as it goes. */
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { eventBody } from '../../../domain/notification/event-body.ts';
import { type ProductRow, productFile } from '../../factories/product-file.ts';
import { startCli } from '../../handlers/run-cli.ts';
import type { Stack } from '../../stack/stack.ts';

const FOLDER = 'dms/DMSTEST/TEST_PRODUCT';
const LONGEST_MS = 120_000;

/** Files that DMS wrote on a day, one a minute from 08:00 on; the letters of four of them end in the dead-letter queue. */
export async function setScene(stack: Stack, day: string): Promise<void> {
  const file = (minute: number) => `${FOLDER}/${day}-08${String(minute).padStart(2, '0')}00000.parquet`;
  const worker = startCli(['worker'], stack.environment);
  await put(stack, `${FOLDER}/LOAD00000001.parquet`, productFile(products(1, 200)));
  await settle(stack, stack.queueUrl, 0);
  await put(stack, file(1), productFile([...products(201, 20), { op: 'D', id: 4n }]));
  await put(stack, file(2), productFile([{ op: 'U', id: 7n, name: 'Hammer', active: 'Y', registered: '20260131' }]));
  await put(stack, file(3), productFile([{ op: 'I', id: 300n, registered: '2026/11/22' }]));
  await put(stack, file(4), new Uint8Array(40));
  await put(stack, 'dms/HR/SALARIES/LOAD00000001.parquet', productFile(products(1, 1)));
  await announce(stack, stack.queueUrl, { key: file(5), eTag: 'd41d8cd98f00b204e9800998ecf8427e', sizeBytes: 900 });
  await settle(stack, stack.deadLetterQueueUrl, 4);
  worker.process.kill('SIGTERM');
  await worker.ended;
  await loseNotification(stack, file(6));
}

function products(first: number, count: number): readonly ProductRow[] {
  return Array.from({ length: count }, (_, at) => ({
    id: BigInt(first + at),
    name: `Product ${first + at}`,
    active: at % 3 === 0 ? 'N' : 'Y',
    registered: '20260102',
  }));
}

async function put({ s3, bucket }: Stack, key: string, bytes: Uint8Array): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
}

/** A file that was put, whose message never came. */
async function loseNotification(stack: Stack, key: string): Promise<void> {
  await put(stack, key, productFile(products(400, 5)));
  await settle(stack, stack.queueUrl, 1);
  await stack.sqs.send(new PurgeQueueCommand({ QueueUrl: stack.queueUrl }));
}

async function announce(
  { sqs, bucket }: Stack,
  queueUrl: string,
  object: { readonly key: string; readonly eTag: string; readonly sizeBytes: number },
): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: eventBody({ bucket, ...object }) }));
}

/** Waits until a queue holds so many messages, those in flight among them. */
async function settle({ sqs }: Stack, queueUrl: string, count: number): Promise<void> {
  const Names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  for (const end = Date.now() + LONGEST_MS; Date.now() < end; await pause(200)) {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...Names] }),
    );
    if (Names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0) === count) {
      return;
    }
  }
  throw new Error(`${queueUrl} never held ${count} messages`);
}
