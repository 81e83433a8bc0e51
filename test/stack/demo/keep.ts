/** The end of `npm run demo -- --keep`: everything stays up, and the function goes on consuming, until Ctrl-C. */
import { MENDED } from './acts/repair.ts';
import { changeFileName, FOLDER, type Scene } from './scene.ts';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** An idle queue is asked again this often; Ctrl-C waits no longer. */
const WAIT_SECONDS = 1;

export async function keepUp(scene: Scene, base: number): Promise<void> {
  const stop = new AbortController();
  for (const signal of STOP_SIGNALS) {
    process.once(signal, () => stop.abort());
  }
  tellWhatToTry(scene, base);
  while (!stop.signal.aborted) {
    await scene.events.consume(scene.target, WAIT_SECONDS);
  }
  scene.story.say('\nStopping; nothing is left behind.');
}

function tellWhatToTry({ story, stack }: Scene, base: number): void {
  const { environment, bucket } = stack;
  const changes = `${FOLDER}/${changeFileName(base, 60)}`;
  const load = `s3://${bucket}/${FOLDER}/LOAD00000003.parquet`;
  story.act('Everything stays up until Ctrl-C; what the function loads is told here');
  story.say(`
DATABASE_URL           ${stack.databaseUrl}
AWS_ENDPOINT_URL       ${stack.endpoint}
QUEUE_URL              ${stack.queueUrl}
DEAD_LETTER_QUEUE_URL  ${stack.deadLetterQueueUrl}
LOADER_TABLES          ${MENDED}

In a second terminal, in this folder, first:

${Object.entries({ ...environment, LOADER_TABLES: MENDED })
  .map(([name, value]) => `export ${name}='${value}'`)
  .join('\n')}

1. Load a local file of 25,000 rows without the queue, then once more:

npx dms-loader load test/golden/rows_25k.parquet --as ${load}

2. Put a file of 60 changes; S3 announces it and the function loads it:

npx node --input-type=module -e "import { readFileSync } from 'node:fs'; import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3'; await new S3Client().send(new PutObjectCommand({ Bucket: '${bucket}', Key: '${changes}', Body: readFileSync('test/golden/cdc_dms_default.parquet') }))"

3. Ask the ledger:

npx node --input-type=module -e "import pg from 'pg'; const db = new pg.Client(process.env.DATABASE_URL); await db.connect(); console.table((await db.query('select object, state, rows_read, rows_applied from dms_loader.load_history order by object_load_id')).rows); await db.end()"
`);
}
