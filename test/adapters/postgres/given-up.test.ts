/** Whatever tries a file that was given up takes the mark away; a final state never has it. */
import { expect, test } from 'vitest';
import { type ItemFile, itemBatch, itemIntent, loadItems } from '../../factories/changes.ts';
import { useItemShop } from './item-shop.ts';
import { ofItems, opened } from './partial/in-part.ts';

const shop = useItemShop();
const ROWS: ItemFile['rows'] = [['I', 1n, 'one', 1]];
const FILE: ItemFile = { key: 'shop/item/a', writtenAtMicros: 1000n, rows: ROWS };
const OTHER: ItemFile = { key: 'shop/item/b', writtenAtMicros: 2000n, rows: [['I', 2n, 'two', 2]] };
const WHY = { reason: 'was never wanted', actor: 'me@here' };
const PLACE = { bucket: 'landing', key: 'shop/item/', isPrefix: true };

const states = async () =>
  (
    await shop.sql.query({
      text: 'select state, given_up_at is not null from dms_loader.object_load order by object_key',
      rowMode: 'array',
    })
  ).rows;

type State = 'failed' | 'rejected' | 'missing' | 'overwritten';

function attempted(file: ItemFile, state: State): Promise<unknown> {
  const { object, attempt } = itemIntent(file);
  return shop.database().recordFailure({ object, attempt, state, error: undefined, refusalFingerprint: undefined });
}

/** Files that failed and were given up; gives how many were. */
async function givenUp(...files: readonly ItemFile[]): Promise<number> {
  for (const file of files) {
    await attempted(file, 'failed');
  }
  await shop.database().givingUp.giveUp([PLACE], WHY);
  return (await states()).filter(([state, isGivenUp]) => state === 'failed' && isGivenUp).length;
}

test('P12: a load of one file takes it away', async () => {
  expect(await givenUp(FILE)).toBe(1);
  expect(await loadItems(shop.database(), FILE)).toMatchObject({ kind: 'loaded' });
  expect(await states()).toEqual([['loaded', false]]);
});

test('P12: so does a load of several together', async () => {
  expect(await givenUp(FILE, OTHER)).toBe(2);
  const held = [FILE, OTHER].map(file => ({ intent: itemIntent(file), batches: [itemBatch(file)] }));
  expect(await shop.database().loadTogether(held)).toMatchObject([{ kind: 'loaded' }, { kind: 'loaded' }]);
  expect(await states()).toEqual([
    ['loaded', false],
    ['loaded', false],
  ]);
});

test('P12: so does the beginning of a load in part', async () => {
  expect(await givenUp(FILE)).toBe(1);
  await opened(shop.database(), ofItems(FILE));
  expect(await states()).toEqual([['partial', false]]);
});

test.each(['failed', 'rejected', 'missing', 'overwritten'] as const)(
  'P12: so does an attempt that ends as %s',
  async state => {
    expect(await givenUp(FILE)).toBe(1);
    await attempted(FILE, state);
    expect(await states()).toEqual([[state, false]]);
  },
);

test('a claim that is undone leaves it', async () => {
  expect(await givenUp(FILE)).toBe(1);
  const load = await shop.database().beginLoad(itemIntent({ ...FILE, rowCount: 501 }));
  await ('kind' in load ? undefined : load.abandon());
  expect(await states()).toEqual([['failed', true]]);
});

test('P12: two who give up at once do it once', async () => {
  await attempted(FILE, 'failed');
  const places = [PLACE, { bucket: 'landing', key: FILE.key ?? '' }];
  const found = await Promise.all(places.map(place => shop.database().givingUp.giveUp([place], WHY)));
  expect(found.map(files => files.length)).toEqual([1, 1]);
  const { rows } = await shop.sql.query("select 1 from dms_loader.operator_action where action = 'give-up'");
  expect(rows).toHaveLength(1);
});
