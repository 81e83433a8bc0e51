import { fileURLToPath } from 'node:url';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { textTable } from '../../../../handlers/cli/text-table.ts';
import { until } from '../event-source.ts';
import { FINAL, FINAL_COUNT, SHOWN } from '../expected.ts';
import { changeFileName, consume, deployFor, outcomes, type Scene } from '../scene.ts';
import { grouped } from '../story.ts';
import { ask, products } from '../target.ts';

/** What the function loads by from then on. */
export const MENDED = fileURLToPath(new URL('../tables/mended.ts', import.meta.url));

/** The mapping learns the date's form, the function is deployed anew, the dead letters are sent back. */
export async function repair(scene: Scene, base: number): Promise<void> {
  const { story, database } = scene;
  const file = changeFileName(base, 5);
  story.act('Repair and redrive');
  story.say(`registered_on: from('REG_DATE', date(['YYYYMMDD', 'YYYY-MM-DD', 'YYYY/MM/DD']))    deployed anew`);
  await scene.target.stop();
  scene.target = deployFor(scene, { LOADER_TABLES: MENDED });
  story.check('StartMessageMoveTask moved the message back', await redrive(scene), 1);
  await consume(scene, 1);
  story.check('it loads now; product 7 was changed later, so this change of it stays behind', outcomes(scene), [
    `${file} loaded 2 applied, 1 superseded`,
  ]);
  const rows = await products(database, [1, 2, 3, 4, 5, 6, 7, 8]);
  story.say(`\n${textTable(SHOWN, rows)}\n`);
  story.check('every changed product is as written down by hand, in any order of arrival', rows, FINAL);
  const count = await ask(database, 'select count(*)::text from dmstest.test_product');
  story.check(`${grouped(Number(FINAL_COUNT))} products, not one more and not one less`, count, [[FINAL_COUNT]]);
}

/** @returns the number of messages that were moved */
async function redrive({ stack }: Scene): Promise<number | undefined> {
  const { sqs, deadLetterQueueUrl: QueueUrl } = stack;
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const SourceArn = Attributes?.QueueArn;
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  let moved: number | undefined;
  await until('the end of the redrive', async () => {
    const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
    moved = Results?.[0]?.ApproximateNumberOfMessagesMoved;
    return Results?.[0]?.Status === 'COMPLETED';
  });
  return moved;
}
