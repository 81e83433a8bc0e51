import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { RECEIVE_LIMIT } from '../../../../domain/limits.ts';
import { changeFile } from '../files/change-file.ts';
import { MIDNIGHT, POISON } from '../files/changes.ts';
import { changeFileName, consume, fileOf, outcomes, put, type Scene } from '../scene.ts';
import { seconds } from '../story.ts';
import { ask, products } from '../target.ts';

/** A bad file and a good one in one batch: the good one commits, the bad one ends in the dead-letter queue, with its reason. */
export async function poison(scene: Scene, base: number): Promise<void> {
  const { story, database } = scene;
  const [bad, good] = [changeFileName(base, 5), changeFileName(base, 6)];
  story.act('Poison: a date that the mapping does not know, in a batch with a good file');
  const before = await products(database, [6]);
  await put(scene, bad, await changeFile(POISON));
  await put(scene, good, await changeFile(MIDNIGHT));
  const { returned, tookMs } = await consume(scene, 2);
  story.check(
    'the good file of the batch committed, the bad one was refused on each receive',
    outcomes(scene).toSorted(),
    [...Array.from({ length: RECEIVE_LIMIT }, () => `${bad} rejected`), `${good} loaded 2 applied, 0 superseded`],
  );
  story.check(
    'batchItemFailures named the bad message each time, and no other',
    returned.map(fileInMessage),
    Array.from({ length: RECEIVE_LIMIT }, () => bad),
  );
  await showDeadLetter(scene, bad, tookMs);
  const after = await products(database, [6]);
  story.check('nothing of the bad file was loaded, not its good rows either', after, before);
}

async function showDeadLetter({ story, stack, database }: Scene, bad: string, tookMs: number): Promise<void> {
  // A visibility timeout of 0: looked at, not taken.
  const input = { QueueUrl: stack.deadLetterQueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
  const { Messages = [] } = await stack.sqs.send(new ReceiveMessageCommand(input));
  story.check(
    `the message is in the dead-letter queue after ${RECEIVE_LIMIT} receives, in ${seconds(tookMs)}`,
    Messages.map(({ Body = '' }) => fileInMessage(Body)),
    [bad],
  );
  const [row] = await ask(database, 'select state, error from dms_loader.load_history where object like $1', [
    `%${bad}`,
  ]);
  const [state, error] = row ?? [];
  story.say(`its reason, in the ledger:\n  ${error}`);
  story.check(
    'the ledger names row, column, value, reason and remedy',
    [state, REASON.test(error ?? '')],
    ['rejected', true],
  );
}

const REASON = /^s3:\/\/landing\/.+, row 3, column REG_DATE: "2026\/11\/22" .+; .+/u;

function fileInMessage(body: string): string {
  const { Records } = JSON.parse(body) as {
    readonly Records: readonly { readonly s3: { readonly object: { readonly key: string } } }[];
  };
  return fileOf(Records[0]?.s3.object.key ?? '');
}
