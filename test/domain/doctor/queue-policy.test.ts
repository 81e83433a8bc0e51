import { expect, test } from 'vitest';
import { letsSend } from '../../../domain/doctor/queue-policy.ts';

const SENDER = { service: 's3.amazonaws.com', arn: 'arn:aws:s3:::acme-dms' };
const ALLOW = { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sqs:SendMessage' };
const from = (pattern: string | readonly string[]): object => ({
  ...ALLOW,
  Condition: { ArnLike: { 'aws:SourceArn': pattern }, StringEquals: { 'aws:SourceAccount': '111122223333' } },
});

test.each<[string, object]>([
  ['the service by name', ALLOW],
  ['the service among others', { ...ALLOW, Principal: { Service: ['sns.amazonaws.com', 's3.amazonaws.com'] } }],
  ['anybody', { ...ALLOW, Principal: '*' }],
  ['any AWS principal', { ...ALLOW, Principal: { AWS: '*' } }],
  ['every action', { ...ALLOW, Action: ['SQS:*'] }],
  ['this bucket', from('arn:aws:s3:::acme-dms')],
  ['buckets of a name', from('arn:aws:s3:*:*:acme-*')],
  ['one of several buckets', from(['arn:aws:s3:::other', 'arn:aws:s3:::acme-dms'])],
])('lets a bucket send: %s', (_, statement) => {
  expect(letsSend(JSON.stringify({ Statement: [{ ...ALLOW, Effect: 'Deny' }, statement] }), SENDER)).toBe(true);
  expect(letsSend(JSON.stringify({ Statement: statement }), SENDER)).toBe(true);
});

test.each<[string, object]>([
  ['nothing', {}],
  ['a denial', { ...ALLOW, Effect: 'Deny' }],
  ['another service', { ...ALLOW, Principal: { Service: 'sns.amazonaws.com' } }],
  ['an account', { ...ALLOW, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
  ['another action', { ...ALLOW, Action: 'sqs:ReceiveMessage' }],
  ['another bucket', from('arn:aws:s3:::acme-dms2')],
  ['a bucket whose name has a letter where a dot stands', from('arn:aws:s3:::acme.dms')],
])('does not: %s', (_, statement) => {
  expect(letsSend(JSON.stringify({ Statement: [statement] }), SENDER)).toBe(false);
});

test('a policy that is no JSON object cannot be told', () => {
  expect(letsSend('{"Statement": [', SENDER)).toBeUndefined();
  expect(letsSend('null', SENDER)).toBeUndefined();
});
