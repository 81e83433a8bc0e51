import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { changeFileName, consume, outcomes, type Scene } from '../scene.ts';
import { physicalState } from '../target.ts';

/** Messages of files that are loaded come again, as SQS and S3 may send them at any time. */
export async function twice(scene: Scene, base: number): Promise<void> {
  const { story, stack, database, events } = scene;
  const files = ['LOAD00000001.parquet', changeFileName(base, 1)];
  story.act('The same messages again: SQS and S3 deliver at least once');
  const before = await physicalState(database);
  for (const file of files) {
    const MessageBody = events.delivered.find(body => body.includes(file));
    await stack.sqs.send(new SendMessageCommand({ QueueUrl: stack.queueUrl, MessageBody }));
    story.say(`sent again     ${file}`);
  }
  await consume(scene, files.length);
  story.check(
    'the ledger knew both files',
    outcomes(scene),
    files.map(file => `${file} already-loaded`),
  );
  story.check('not one row of the table was written', await physicalState(database), before);
}
