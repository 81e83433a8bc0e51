import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  type Event,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Aws, startAws } from '../aws.ts';
import { clientsFor } from '../stack.ts';

interface ObjectPart {
  readonly key: string;
  readonly size?: number;
  readonly eTag?: string;
  readonly sequencer: string;
}

interface EventBody {
  readonly Event?: string;
  readonly Bucket?: string;
  readonly Records?: readonly { readonly eventName: string; readonly s3: { readonly object: ObjectPart } }[];
}

let aws: Aws;
let clients: ReturnType<typeof clientsFor>;
let queueUrl: string;
let bucket: string;
let serial = 0;

beforeAll(async () => {
  aws = await startAws();
  clients = clientsFor(aws);
});

afterAll(async () => {
  clients.s3.destroy();
  clients.sqs.destroy();
  await aws.stop();
});

beforeEach(async () => {
  serial += 1;
  bucket = `bucket-${serial}`;
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  queueUrl = `${(await clients.sqs.send(new CreateQueueCommand({ QueueName: `events-${serial}` }))).QueueUrl}`;
});

const put = (key: string, body: string | Uint8Array) =>
  clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));

function notify(kinds: Event[], filter: Readonly<Record<string, string>> = {}, queue = `events-${serial}`) {
  const rules = Object.entries(filter).map(([name, value]) => ({ Name: name as 'prefix' | 'suffix', Value: value }));
  const rule = { Id: 'files', QueueArn: `arn:aws:sqs:us-east-1:000000000000:${queue}`, Events: kinds };
  const configuration = { ...rule, ...(rules.length > 0 ? { Filter: { Key: { FilterRules: rules } } } : {}) };
  return clients.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: bucket,
      NotificationConfiguration: { QueueConfigurations: [configuration] },
    }),
  );
}

/** Every message there is, the test event of the configuration left out. */
async function events(): Promise<{ name: string; object: ObjectPart }[]> {
  const bodies = (await drain()).filter(body => body.Event !== 's3:TestEvent');
  return bodies
    .flatMap(body => body.Records ?? [])
    .map(record => ({ name: record.eventName, object: record.s3.object }));
}

async function drain(): Promise<EventBody[]> {
  await aws.settled();
  const bodies: EventBody[] = [];
  for (;;) {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) {
      return bodies;
    }
    for (const message of Messages) {
      bodies.push(JSON.parse(`${message.Body}`) as EventBody);
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
    }
  }
}

describe('notification configuration', () => {
  it('is given back as it was put, and announced by a test event', async () => {
    await notify(['s3:ObjectCreated:*'], { prefix: 'a&b/', suffix: '.parquet' });
    const answer = await clients.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
    expect(answer.QueueConfigurations).toEqual([
      {
        Id: 'files',
        QueueArn: `arn:aws:sqs:us-east-1:000000000000:events-${serial}`,
        Events: ['s3:ObjectCreated:*'],
        Filter: {
          Key: {
            FilterRules: [
              { Name: 'Prefix', Value: 'a&b/' },
              { Name: 'Suffix', Value: '.parquet' },
            ],
          },
        },
      },
    ]);
    expect(await drain()).toMatchObject([{ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket }]);
  });

  it('is refused when its queue is not there', async () => {
    await expect(notify(['s3:ObjectCreated:*'], {}, 'nowhere')).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  it('is replaced as a whole by the next one', async () => {
    await notify(['s3:ObjectCreated:*'], { prefix: 'old/' });
    await notify(['s3:ObjectCreated:*'], { prefix: 'new/' });
    await put('old/1', 'x');
    await put('new/2', 'x');
    expect((await events()).map(event => event.object.key)).toEqual(['new/2']);
  });
});

describe('events', () => {
  it('carry key, size, ETag without quotes, and a sequencer that rises', async () => {
    await notify(['s3:ObjectCreated:*']);
    await put('data', 'one');
    await put('data', 'three');
    const [first, second] = await events();
    // The ETags are the MD5 of the texts.
    expect(first).toMatchObject({
      name: 'ObjectCreated:Put',
      object: { key: 'data', size: 3, eTag: 'f97c5d29941bfb1b2fdab0874906ab82' },
    });
    expect(second?.object).toMatchObject({ size: 5, eTag: '35d6d33467aae9a2e3dccb4b6b027878' });
    expect(first?.object.sequencer).toMatch(/^[0-9A-F]{18}$/u);
    expect(`${second?.object.sequencer}` > `${first?.object.sequencer}`).toBe(true);
  });

  it('carry the fields that the S3 User Guide lists', async () => {
    await notify(['s3:ObjectCreated:*']);
    await put('data', 'one');
    const [, body] = await drain();
    expect(body?.Records).toEqual([
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u),
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: expect.any(String) },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': expect.any(String), 'x-amz-id-2': expect.any(String) },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'files',
          bucket: { name: bucket, ownerIdentity: { principalId: expect.any(String) }, arn: `arn:aws:s3:::${bucket}` },
          object: expect.objectContaining({ key: 'data' }),
        },
      },
    ]);
  });

  it.each([
    ['red flower.jpg', 'red+flower.jpg'],
    ['a/b+c=d.csv', 'a/b%2Bc%3Dd.csv'],
    ['상품/파일.parquet', '%EC%83%81%ED%92%88/%ED%8C%8C%EC%9D%BC.parquet'],
    ['100%.csv', '100%25.csv'],
  ])('encode the key %s as forms are encoded', async (key, encoded) => {
    await notify(['s3:ObjectCreated:*']);
    await put(key, 'x');
    expect((await events()).map(event => event.object.key)).toEqual([encoded]);
  });

  it('come only for keys and kinds that the rule names', async () => {
    await notify(['s3:ObjectCreated:Put'], { prefix: 'in/', suffix: '.parquet' });
    await put('in/yes.parquet', 'x');
    await put('in/no.csv', 'x');
    await put('out/no.parquet', 'x');
    await clients.s3.send(
      new CopyObjectCommand({ Bucket: bucket, Key: 'in/copy.parquet', CopySource: `${bucket}/in/yes.parquet` }),
    );
    await clients.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'in/yes.parquet' }));
    expect((await events()).map(event => event.object.key)).toEqual(['in/yes.parquet']);
  });

  it('name what was done: put, copy, upload in parts, removal of one and of several', async () => {
    await notify(['s3:ObjectCreated:*', 's3:ObjectRemoved:*']);
    await put('one', 'one');
    await clients.s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'two', CopySource: `${bucket}/one` }));
    const part = { Bucket: bucket, Key: 'three' };
    const { UploadId } = await clients.s3.send(new CreateMultipartUploadCommand(part));
    const upload = { ...part, UploadId: `${UploadId}` };
    const { ETag } = await clients.s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'parts' }));
    const parts = { Parts: [{ PartNumber: 1, ETag: `${ETag}` }] };
    await clients.s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: parts }));
    await clients.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'one' }));
    const rest = { Objects: [{ Key: 'two' }, { Key: 'three' }] };
    await clients.s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: rest }));
    const seen = (await events()).map(({ name, object }) => [name, object.key, object.size]);
    expect(seen).toEqual([
      ['ObjectCreated:Put', 'one', 3],
      ['ObjectCreated:Copy', 'two', 3],
      ['ObjectCreated:CompleteMultipartUpload', 'three', 5],
      ['ObjectRemoved:Delete', 'one', undefined],
      ['ObjectRemoved:Delete', 'two', undefined],
      ['ObjectRemoved:Delete', 'three', undefined],
    ]);
  });

  it('come for no write that failed', async () => {
    await notify(['s3:ObjectCreated:*']);
    const copy = new CopyObjectCommand({ Bucket: bucket, Key: 'two', CopySource: `${bucket}/nowhere` });
    await expect(clients.s3.send(copy)).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await events()).toEqual([]);
  });
});
