import { changeFile } from '../files/change-file.ts';
import { AFTERNOON, EVENING } from '../files/changes.ts';
import { changeFileName, consume, outcomes, put, type Scene } from '../scene.ts';
import { ask } from '../target.ts';

/** The newer of two files is delivered first. */
export async function late(scene: Scene, base: number): Promise<void> {
  const { story } = scene;
  const [older, newer] = [changeFileName(base, 3), changeFileName(base, 4)];
  story.act('Out of order: a file arrives after one that was written later');
  await put(scene, newer, await changeFile(EVENING));
  await consume(scene, 1);
  story.check('the newer file loaded; it deletes product 4', outcomes(scene), [
    `${newer} loaded 3 applied, 0 superseded`,
  ]);
  await put(scene, older, await changeFile(AFTERNOON));
  await consume(scene, 1);
  story.check('of the older file only what nothing newer had touched', outcomes(scene), [
    `${older} loaded 1 applied, 2 superseded`,
  ]);
  const rows = await ask(
    scene.database,
    'select product_id::text, price::text from dmstest.test_product where product_id in (4, 5, 50003) order by product_id',
  );
  story.check("product 4 stays deleted, 50003 keeps its newer price, 5 has the older file's", rows, [
    ['5', '5.00'],
    ['50003', '3000.00'],
  ]);
}
