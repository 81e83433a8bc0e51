import { describe, expect, it } from 'vitest';
import { readConfig } from '../../handlers/config.ts';
import { thrownBy } from '../factories/thrown.ts';

const GOOD = {
  DATABASE_URL: 'postgres://user:s3cret@localhost:5432/app',
  QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/files',
};

function faultsOf(environment: Readonly<Record<string, string>>): string {
  return thrownBy(() => readConfig(environment, ['database', 'queue'])).message;
}

describe('the environment', () => {
  it('needs no more than database and queue', () => {
    expect(readConfig(GOOD, ['database', 'queue'])).toEqual({
      databaseUrl: 'postgres://user:s3cret@localhost:5432/app',
      queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/files',
      deadLetterQueueUrl: '',
      tablesPath: undefined,
      receiveLimit: 5,
      logLevel: 'info',
      concurrency: 2,
      objectSeconds: 900,
      drainSeconds: 25,
      memoryMib: 512,
      runRows: 250_000,
      sliceRows: 2_000_000,
    });
  });

  it('takes what is set, and an empty variable for an absent one', () => {
    const environment = { ...GOOD, LOADER_RECEIVE_LIMIT: '7', LOADER_LOG_LEVEL: 'debug', LOADER_TABLES: ' ' };
    expect(readConfig(environment, [])).toMatchObject({ receiveLimit: 7, logLevel: 'debug', tablesPath: undefined });
  });

  it('needs nothing where nothing is needed', () => {
    expect(readConfig({}, []).databaseUrl).toBe('');
  });

  it('is checked whole: every fault is in one message', () => {
    const message = faultsOf({
      QUEUE_URL: 'files',
      LOADER_TABELS: 'x',
      LOADER_LOG_LEVEL: 'wran',
      LOADER_RECEIVE_LIMIT: '1',
      LOADER_WORKER_CONCURRENCY: 'two',
      DATABASE_IAM_AUTH: 'true',
    });
    expect(message).toContain('7 faults');
    expect(message).toContain('DATABASE_URL: not set; set it to postgres://user:password@host:5432/database');
    expect(message).toContain('QUEUE_URL: expected https://sqs.<region>.amazonaws.com/<account>/<queue>');
    expect(message).toContain('LOADER_TABELS: no such setting; did you mean LOADER_TABLES?');
    expect(message).toContain('LOADER_LOG_LEVEL: expected debug, info, warn, error, got "wran"; did you mean warn?');
    expect(message).toContain('LOADER_RECEIVE_LIMIT: expected a whole number from 2 to 1000, got "1"');
    expect(message).toContain('LOADER_WORKER_CONCURRENCY: expected a whole number from 1 to 64, got "two"');
    expect(message).toContain('DATABASE_IAM_AUTH: not supported yet; unset it and set DATABASE_URL');
  });

  it('has to name a dead-letter queue where dead letters are asked for, and another one than the queue', () => {
    expect(thrownBy(() => readConfig(GOOD, ['dead letters'])).message).toContain(
      'DEAD_LETTER_QUEUE_URL: not set; set it',
    );
    expect(faultsOf({ ...GOOD, DEAD_LETTER_QUEUE_URL: GOOD.QUEUE_URL })).toContain('is the same queue as QUEUE_URL');
  });

  it('is refused, not half used, where it asks for a secret of Secrets Manager', () => {
    expect(faultsOf({ ...GOOD, DATABASE_SECRET_ARN: 'arn' })).toContain('DATABASE_SECRET_ARN: not supported yet');
  });

  it.each([
    ['without //', 'postgres:abc@db/app'],
    ['with one slash', 'postgres:/db/app'],
    ['without a host', 'postgres:///app'],
    ['of another kind', 'mysql://user:abc@db/app'],
  ])('is refused for a DATABASE_URL %s, which would lead elsewhere', (_case, url) => {
    const message = faultsOf({ ...GOOD, DATABASE_URL: url });
    expect(message).toContain('DATABASE_URL: expected postgres://user:password@host:5432/database, got');
  });

  it.each(['12#3', 'a#b', 'a/b', '12/3', 'a?b', '1?b=c', '#', 'a b#c'])(
    'says how a password is written that has special characters: %s',
    password => {
      const message = faultsOf({ ...GOOD, DATABASE_URL: `postgres://user:${password}@db:5432/app` });
      expect(message).toContain('percent-encode the special characters of user and password: # as %23');
      expect(message).toContain('got "postgres://user:***@db:5432/app"');
    },
  );

  it.each([
    'postgres://db',
    'postgresql://user:p%23ss@db/app',
    'postgres://user:p@ss@db/app?sslmode=require',
    'postgres://db/app?user=me@server&password=x',
    'postgres:///app?host=/run/postgresql',
    'postgres://[::1]:5432/app',
  ])('takes %s', url => {
    expect(readConfig({ ...GOOD, DATABASE_URL: url }, ['database']).databaseUrl).toBe(url);
  });

  it.each([
    ['mysql://user:s3cret@host/app', 'mysql://user:***@host/app'],
    ['user:s3cret@host/app', 'user:***@host/app'],
    ['http://user:s3c:r@t@host/app', 'http://user:***@host/app'],
    ['mysql://host/app?password=s3cret', 'mysql://host/app?password=***'],
    ['s3cret', '(6 characters)'],
    ['s3c@ret', '(7 characters)'],
    ['postgres:s3cret@host/app', 'postgres:***@host/app'],
    ['postgres://user:s3c#ret@host/app', 'postgres://user:***@host/app'],
    ['postgres://user:s3c#ret', 'postgres://user:***'],
    ['mysql://user://s3cret', 'mysql://user:***'],
    ['postgres://us/er:s3c/ret@host', 'postgres://us/er:***@host'],
    ['postgres://me@corp:s3c?ret@host', 'postgres://me@corp:***@host'],
  ])('shows no password of a wrong DATABASE_URL: %s', (url, shown) => {
    const message = faultsOf({ ...GOOD, DATABASE_URL: url });
    expect(message).toContain(`got "${shown}"`);
    expect(message).not.toContain('s3c');
  });
});
