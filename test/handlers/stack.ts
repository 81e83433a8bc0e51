import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { Client } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { testProduct } from '../../domain/tables/test-product.ts';
import { type Stack, startStack } from '../stack/stack.ts';
import { useTestDatabase } from '../stack/test-database.ts';

/** The embedded stack over a migrated database, as an entrance finds it. */
export interface TestStack extends Stack {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Up to ten messages, waiting for the first. */
  receive(queueUrl: string, waitSeconds?: number): Promise<Message[]>;
  /** Rows of a query, each as one JSON text. */
  query(sql: string): Promise<string[]>;
}

/** One for all tests of a file; the environment of this process is that of the stack meanwhile. */
export function useStack(): () => TestStack {
  const database = useTestDatabase();
  let stack: TestStack;
  let client: Client;
  beforeAll(async () => {
    client = new Client({ connectionString: database.url });
    await client.connect();
    stack = extend(await startStack({ databaseUrl: database.url }), client);
    Object.assign(process.env, stack.environment);
    const migrating = connectDatabase({ url: database.url });
    await migrate(migrating.connection, [testProduct]);
    await migrating.close();
  });
  afterAll(async () => {
    await client.end();
    await stack.stop();
  });
  return () => stack;
}

function extend(stack: Stack, client: Client): TestStack {
  return {
    ...stack,
    async put(key, bytes) {
      await stack.s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key: key, Body: bytes }));
    },
    async receive(queueUrl, waitSeconds = 5) {
      const command = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      });
      return (await stack.sqs.send(command)).Messages ?? [];
    },
    query: async sql => {
      const { rows } = await client.query<Record<string, unknown>>(sql);
      return rows.map(row => JSON.stringify(row));
    },
  };
}
