/** What an error says of a constraint that is not quite the target's own, or not made for rows that stay. */
import { describe, expect, test } from 'vitest';
import { migrate } from '../../../adapters/postgres/migrate.ts';
import { bigint, integer, text } from '../../../domain/columns/index.ts';
import { LoaderError } from '../../../domain/errors.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { loadRows } from '../../factories/load-rows.ts';
import { counted } from './item-shop.ts';
import { useTables } from './table-shop.ts';

const columns = { id: from('ID', bigint()), name: from('NAME', text()), amount: from('AMOUNT', integer()) };
const item = defineTable({ source: 'SHOP.ITEM', target: 'shop.item', key: ['id'], columns });
const marked = defineTable({ source: 'SHOP.M', target: 'shop.marked', key: ['id'], onDelete: 'mark', columns });
const part = defineTable({ source: 'SHOP.P', target: 'shop.part', key: ['id', 'amount'], columns });
const shop = useTables([item, marked, part]);

const T1 = 1_000_000_000_000_000n;
const row = (Op: 'I' | 'D', Id: string, Name: string | null) => ({ Op, ID: Id, NAME: Name, AMOUNT: '1' });

/** Of a load that a constraint refuses. */
async function remedyOf(load: Promise<unknown>): Promise<string> {
  const error = await load.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof LoaderError && error.code === 'CONSTRAINT_VIOLATED' ? error.details.remedy : String(error);
}

/** The SQL in the first backquotes. */
const sqlOf = (remedy: string): string => /`([^`]*)`/u.exec(remedy)?.[1] ?? '';

test.each([
  ['constraint', 'alter table shop.marked add constraint one_name unique (name)'],
  ['deferrable constraint', 'alter table shop.marked add constraint one_name unique (name) deferrable'],
  ['index', 'create unique index one_name on shop.marked (name)'],
])('P7: a row marked as deleted holds its value of a unique %s, until the SQL of the error was run', async (_, ddl) => {
  await shop.sql.query(ddl);
  await loadRows(shop.database, marked, { writtenAtMicros: T1, rows: [row('I', '1', 'v')] });
  await loadRows(shop.database, marked, { writtenAtMicros: T1 + 1n, rows: [row('D', '1', null)] });
  const again = () => loadRows(shop.database, marked, { writtenAtMicros: T1 + 2n, rows: [row('I', '2', 'v')] });
  const remedy = await remedyOf(again());
  expect(remedy).toMatch(/^if the other row is marked as deleted, /u);
  await shop.sql.query(sqlOf(remedy));
  expect(await again()).toEqual(counted(1, 1, 0, 0));
  const twice = { writtenAtMicros: T1 + 3n, rows: [row('I', '3', 'v')] };
  expect(await remedyOf(loadRows(shop.database, marked, twice))).toMatch(/^a partial index/u);
});

describe('a partitioned target', () => {
  const remake = async (constraint: string) => {
    await shop.sql.query(`drop table shop.item; create table shop.parent (id int primary key);
      create table shop.item (id bigint primary key, name text, amount integer, ${constraint}) partition by hash (id);
      create table shop.item_0 partition of shop.item for values with (modulus 2, remainder 0) partition by hash (id);
      create table shop.item_1 partition of shop.item for values with (modulus 2, remainder 1);
      create table shop.item_00 partition of shop.item_0 for values with (modulus 1, remainder 0)`);
    await migrate(shop.database.connection, [item]);
  };
  const rows = ['1', '2', '3', '4', '5'].map(id => row('I', id, 'a'));

  test.each(['', ' deferrable'])(
    'P7: has a foreign key%s, whose remedy speaks of the missing parent',
    async deferrable => {
      await remake(`constraint parent foreign key (amount) references shop.parent${deferrable}`);
      const remedy = await remedyOf(loadRows(shop.database, item, { writtenAtMicros: T1, rows }));
      expect(remedy).toMatch(/^its parent in shop\.parent may be in a file that comes later/u);
      expect(sqlOf(remedy)).toBe('alter table shop.item alter constraint parent deferrable');
      await shop.sql.query(sqlOf(remedy));
    },
  );

  test('P7: has a unique index, whose remedy is SQL for the table and not for its part', async () => {
    await shop.sql.query(`drop table shop.part;
      create table shop.part (id bigint, name text, amount integer, primary key (id, amount)) partition by list (amount);
      create table shop.part_1 partition of shop.part for values in (1);
      create unique index one_name on shop.part (name, amount)`);
    await migrate(shop.database.connection, [part]);
    const swap = [row('I', '1', 'b'), row('I', '2', 'a')];
    await loadRows(shop.database, part, { writtenAtMicros: T1, rows: [row('I', '1', 'a'), row('I', '2', 'b')] });
    const again = () => loadRows(shop.database, part, { writtenAtMicros: T1 + 1n, rows: swap });
    const declare = sqlOf(await remedyOf(again()));
    expect(declare).toMatch(/^drop index shop\.one_name; alter table shop\.part add constraint one_name unique/u);
    await shop.sql.query(declare);
    expect(await again()).toEqual(counted(2, 2, 0, 0));
  });
});
