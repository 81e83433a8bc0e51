import { textTable } from '../../../../handlers/cli/text-table.ts';
import { CHANGED, SHOWN } from '../expected.ts';
import { changeFile } from '../files/change-file.ts';
import { MORNING, NOON } from '../files/changes.ts';
import { changeFileName, consume, outcomes, put, type Scene } from '../scene.ts';
import { products } from '../target.ts';

/** Inserts, updates and deletes, some of one key. @param base milliseconds since 1970, after the full load */
export async function changes(scene: Scene, base: number): Promise<void> {
  const { story } = scene;
  const [morning, noon] = [changeFileName(base, 1), changeFileName(base, 2)];
  story.act('Changes: two files with I, U and D');
  await put(scene, morning, await changeFile(MORNING));
  await put(scene, noon, await changeFile(NOON));
  await consume(scene, 2);
  story.check(
    'the last change of each key won; product 2 was deleted and came back, 50002 came and was deleted',
    outcomes(scene),
    // Both are in one batch and share a transaction: what the later one changes again counts as superseded of the earlier.
    [`${morning} loaded 2 applied, 4 superseded`, `${noon} loaded 4 applied, 0 superseded`],
  );
  const rows = await products(scene.database, [1, 2, 3]);
  story.say(`\n${textTable(SHOWN, rows)}\n`);
  story.check('the changed products are as written down by hand', rows, CHANGED);
}
