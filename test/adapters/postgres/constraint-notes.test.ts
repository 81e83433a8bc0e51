import { expect, test } from 'vitest';
import { migrate } from '../../../adapters/postgres/migrate.ts';
import { ITEM } from '../../factories/changes.ts';
import { useItemShop } from './item-shop.ts';

const shop = useItemShop();

test('P7: migrate says which unique constraints refuse values that change places, and how to declare them', async () => {
  await shop.sql.query(`alter table shop.item add constraint "Name" unique (name);
    create unique index item_amount on shop.item (amount); create unique index lower_name on shop.item (lower(name));
    alter table shop.item add constraint later unique (name, amount) deferrable`);
  const { notes } = await migrate(shop.database().connection, [ITEM]);
  const said = 'is checked row by row: a file in which its values change places is refused';
  expect(notes).toEqual([
    `shop.item: "Name" ${said}; \`alter table shop.item drop constraint "Name", add constraint "Name" UNIQUE (name) deferrable initially immediate\` lets it load`,
    `shop.item: item_amount ${said}; \`drop index shop.item_amount; alter table shop.item add constraint item_amount unique (amount) deferrable initially immediate\` lets it load`,
    `shop.item: lower_name ${said}`,
  ]);
});

test('P7: migrate has nothing to say of a target with no other unique constraint than its key', async () => {
  expect((await migrate(shop.database().connection, [ITEM])).notes).toEqual([]);
});
