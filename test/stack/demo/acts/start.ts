import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { Client } from 'pg';
import { connectDatabase } from '../../../../adapters/postgres/database.ts';
import { migrate } from '../../../../adapters/postgres/migrate.ts';
import { RECEIVE_LIMIT } from '../../../../domain/limits.ts';
import { loadRoutes } from '../../../../handlers/tables.ts';
import { type Stack, startStack } from '../../stack.ts';
import { mapEvents } from '../event-source.ts';
import { deployFor, FOLDER, type Scene } from '../scene.ts';
import { type Story, seconds } from '../story.ts';
import { ask } from '../target.ts';

/** A message that is not answered comes back this soon; the loader paces the others itself. */
const VISIBILITY_SECONDS = 60;

export async function startAll(story: Story): Promise<Stack> {
  story.act('A local stack: PostgreSQL from npm, S3 and SQS in this process');
  const startMs = performance.now();
  const stack = await startStack({ visibilityTimeoutSeconds: VISIBILITY_SECONDS });
  const { host } = new URL(stack.databaseUrl);
  story.say(`PostgreSQL     ${host}`);
  story.say(`S3 and SQS     ${stack.endpoint}`);
  story.say(
    `on its way     bucket ${stack.bucket} -> queue dms-files -> after ${RECEIVE_LIMIT} receives dms-files-dlq`,
  );
  story.say(`ready in ${seconds(performance.now() - startMs)}`);
  return stack;
}

/** Makes ledger and targets, and a function that waits for events. */
export async function migrateAll(story: Story, stack: Stack): Promise<Scene> {
  story.act('dms-loader migrate: the ledger, and a target table from each mapping');
  const connection = connectDatabase({ url: stack.databaseUrl });
  const { tables } = await loadRoutes(undefined);
  const migrated = await migrate(connection.connection, [...tables.values()]);
  await connection.close();
  story.say(`ledger: schema dms_loader; targets: ${migrated.targets.join(', ')}`);
  const database = new Client({ connectionString: stack.databaseUrl });
  // Ctrl-C reaches the server, too, which then ends this connection. Whatever else ends it fails the next question.
  database.on('error', () => undefined);
  await database.connect();
  const count = await ask(database, 'select count(*)::text from dmstest.test_product');
  story.check('dmstest.test_product is there, and empty', count, [['0']]);
  const parts = { story, stack, database, events: mapEvents(stack.sqs, stack.queueUrl), entries: [] };
  return { ...parts, target: deployFor(parts) };
}

/**
 * When the first file of changes is written: the whole second after the full load, in milliseconds since 1970. DMS writes
 * changes of a table after its full load; what tells them apart is LastModified, and the names of the files of changes.
 */
export async function afterFullLoad({ stack }: Scene): Promise<number> {
  const input = { Bucket: stack.bucket, Key: `${FOLDER}/LOAD00000002.parquet` };
  const { LastModified } = await stack.s3.send(new HeadObjectCommand(input));
  return Math.floor((LastModified?.getTime() ?? 0) / 1000) * 1000 + 1000;
}
