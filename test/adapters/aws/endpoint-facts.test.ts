import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endpointFacts } from '../../../adapters/aws/endpoint-facts.ts';
import { type Answer, type JsonService, startJsonService } from '../../doubles/json-service.ts';

/** Shape of the DMS API reference, DescribeEndpoints. */
const endpoint = (name: string, settings: object): object => ({
  EndpointIdentifier: name,
  EndpointType: 'TARGET',
  EngineName: 's3',
  Status: 'active',
  EndpointArn: `arn:aws:dms:us-east-1:111122223333:endpoint:${name}`,
  S3Settings: { BucketName: 'acme-dms', ...settings },
});

let service: JsonService;
let answer: (body: unknown) => Answer;

beforeEach(async () => {
  service = await startJsonService((_, body) => answer(body));
  vi.stubEnv('AWS_ENDPOINT_URL', service.endpoint);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await service.stop();
});

test('endpoints that write to the bucket are read, page by page, with what DMS does where nothing is set', async () => {
  answer = body =>
    Reflect.get(body as object, 'Marker') === 'next'
      ? { Endpoints: [endpoint('b', { BucketName: 'other' }), endpoint('c', {})] }
      : { Endpoints: [endpoint('a', { BucketFolder: 'erp', DataFormat: 'parquet' })], Marker: 'next' };
  const read = await endpointFacts(['acme-dms']);
  expect(read).toMatchObject({
    facts: [
      {
        id: 'a',
        bucket: 'acme-dms',
        bucketFolder: 'erp',
        settings: { dataFormat: 'parquet', compressionType: 'none' },
      },
      {
        id: 'c',
        bucketFolder: '',
        settings: {
          dataFormat: 'csv',
          rfc4180: true,
          addColumnName: false,
          csvDelimiter: ',',
          csvRowDelimiter: '\n',
          csvNullValue: 'NULL',
          csvNoSupValue: undefined,
          timestampColumnName: undefined,
        },
      },
    ],
  });
  expect(service.asked[0]).toMatchObject({
    call: 'DescribeEndpoints',
    body: { Filters: expect.arrayContaining([{ Name: 'engine-name', Values: ['s3'] }]) },
  });
});

test('settings are read as they are set', async () => {
  answer = () => ({
    Endpoints: [
      endpoint('a', {
        CompressionType: 'GZIP',
        CdcInsertsAndUpdates: true,
        TimestampColumnName: 'ts',
        DatePartitionTimezone: 'Asia/Seoul',
        PreserveTransactions: true,
        CdcPath: 'cdc',
        CsvRowDelimiter: String.raw`\r\n`,
        CsvNoSupValue: '~',
        UseCsvNoSupValue: true,
      }),
      endpoint('b', { CsvNoSupValue: '~', UseCsvNoSupValue: false, TimestampColumnName: '' }),
    ],
  });
  expect(await endpointFacts(['acme-dms'])).toMatchObject({
    facts: [
      {
        settings: {
          compressionType: 'gzip',
          cdcInsertsAndUpdates: true,
          timestampColumnName: 'ts',
          datePartitionTimezone: 'Asia/Seoul',
          preserveTransactions: true,
          cdcPath: 'cdc',
          csvRowDelimiter: '\r\n',
          csvNoSupValue: '~',
        },
      },
      { settings: { csvNoSupValue: undefined, timestampColumnName: undefined } },
    ],
  });
});

test('no endpoint at all is an error of DMS, and none of ours', async () => {
  answer = () => ({ status: 400, type: 'ResourceNotFoundFault' });
  expect(await endpointFacts(['acme-dms'])).toEqual({ facts: [] });
});

test('without the right to ask, the IAM action is named', async () => {
  answer = () => ({ status: 400, type: 'AccessDeniedException' });
  expect(await endpointFacts(['acme-dms'])).toMatchObject({
    unread: { verdict: 'unknown', remedy: 'allow dms:DescribeEndpoints' },
  });
});

test('an emulator without DMS leaves it open', async () => {
  answer = () => ({});
  expect(await endpointFacts(['acme-dms'])).toMatchObject({ unread: { verdict: 'unknown' } });
});
