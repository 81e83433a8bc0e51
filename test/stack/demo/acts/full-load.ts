import { textTable } from '../../../../handlers/cli/text-table.ts';
import { LOADED, SHOWN } from '../expected.ts';
import { fullLoadFile } from '../files/full-load.ts';
import { productSums } from '../files/products.ts';
import { consume, outcomes, put, type Scene } from '../scene.ts';
import { grouped } from '../story.ts';
import { ask, productsOf } from '../target.ts';

const ROWS = 50_000;

/** Two files of a full load, some 50,000 rows: fast, and exact. */
export async function fullLoad(scene: Scene): Promise<void> {
  const { story, database } = scene;
  story.act(
    'The full load: two files of DMSTEST.TEST_PRODUCT, announced by S3, queued, consumed by the Lambda handler',
  );
  await put(scene, 'LOAD00000001.parquet', fullLoadFile(1, 30_000, 'YYYYMMDD'));
  await put(scene, 'LOAD00000002.parquet', fullLoadFile(30_001, ROWS, 'YYYY-MM-DD'));
  const { tookMs } = await consume(scene, 2);
  story.say(
    `${grouped(ROWS)} rows from queue to commit at ${grouped((ROWS / tookMs) * 1000)} rows/s, the first start of the function included`,
  );
  story.check('both files loaded, every row applied', outcomes(scene).toSorted(), [
    'LOAD00000001.parquet loaded 30000 applied, 0 superseded',
    'LOAD00000002.parquet loaded 20000 applied, 0 superseded',
  ]);
  const sums = await ask(
    database,
    'select count(*)::text, count(*) filter (where is_active)::text, sum(price)::text, sum(cardinality(tags))::text from dmstest.test_product',
  );
  story.check('rows, booleans, the sum of the prices and the number of tags are those of the source', sums, [
    productSums(ROWS),
  ]);
  const rows = await productsOf(
    database,
    LOADED.map(([id]) => id),
  );
  story.say(`\n${textTable(SHOWN, rows)}\n`);
  story.check(
    'IS_ACTIVE Y/N became booleans, REG_DATE text dates, PRICE text numerics, TAGS lists arrays; 38 digits are exact',
    rows,
    LOADED,
  );
}
