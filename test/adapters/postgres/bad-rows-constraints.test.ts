/** Constraints of the target that look at more than one row: what changes places within a file, and between files. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { type ItemFile, type ItemRow, loadItems } from '../../factories/changes.ts';
import { aside, loadAside, manyItems } from './bad-row-loads.ts';
import { counted, useItemShop } from './item-shop.ts';

const shop = useItemShop();
let database: PostgresDatabase;
beforeEach(() => {
  database = shop.database();
});

const UNIQUE = 'alter table shop.item add constraint item_name_key unique (name)';
const DEFERRABLE = `${UNIQUE} deferrable`;
/** The amount of an item is the id of its parent. */
const PARENT = 'alter table shop.item add constraint parent foreign key (amount) references shop.item (id)';

const BEFORE: ItemFile = {
  writtenAtMicros: 1n,
  rows: [
    ['I', 1n, 'a', 1],
    ['I', 2n, 'b', 1],
  ],
};
const SWAP: readonly ItemRow[] = [
  ['U', 1n, 'b', 1],
  ['U', 2n, 'a', 1],
];

async function setAside() {
  return (
    await shop.sql.query(`select row_number::int as row, faults -> 0 ->> 'remedy' as remedy
    from dms_loader.quarantined_row order by 1`)
  ).rows;
}

/** More rows behind those of a case, so that it is a search and no guess. */
function among(rows: readonly ItemRow[], count: number): ItemRow[] {
  return [
    ...rows,
    ...manyItems(count)
      .slice(100)
      .map(([op, id, name]): ItemRow => [op, id, name ?? null, null]),
  ];
}

describe.each([
  ['as parameters', 400],
  ['staged', 700],
])('a load %s', (_, count) => {
  const load = (rows: readonly ItemRow[], writtenAtMicros = 2n) =>
    loadItems(database, { writtenAtMicros, rows: among(rows, count) });
  const others = count - 100;

  test('P7: lets values of a deferrable unique column change places within a file', async () => {
    await shop.sql.query(DEFERRABLE);
    await loadItems(database, BEFORE);
    expect(await load(SWAP)).toEqual(counted(others + 2, others + 2, 0, 0));
    expect((await shop.items()).slice(0, 2)).toEqual([
      ['1', 'b', 1],
      ['2', 'a', 1],
    ]);
  });

  test('P7: names the row, the key and the SQL where a unique column that is checked at once lets no values change places', async () => {
    await shop.sql.query(UNIQUE);
    await loadItems(database, BEFORE);
    await expect(load(SWAP)).rejects.toMatchObject({
      code: 'CONSTRAINT_VIOLATED',
      verdict: 'failed',
      details: {
        row: 1,
        column: 'NAME',
        value: 'b',
        reason: expect.stringMatching(/\(id 1\).*item_name_key.*Key \(name\)=\(b\) already exists/),
        remedy: expect.stringContaining(
          'alter table shop.item drop constraint item_name_key, add constraint item_name_key UNIQUE (name) deferrable initially immediate',
        ),
      },
    });
    const ddl =
      'alter table shop.item drop constraint item_name_key, add constraint item_name_key UNIQUE (name) deferrable initially immediate';
    await shop.sql.query(ddl);
    expect(await load(SWAP)).toMatchObject({ kind: 'loaded' });
  });

  test('P7: sets both rows of such a swap aside, as neither can be there with the other as it was', async () => {
    await shop.sql.query(UNIQUE);
    await loadItems(database, BEFORE);
    const rows = among(SWAP, count);
    expect(await loadAside(database, { writtenAtMicros: 2n, rows })).toEqual(aside(rows.length, rows.length - 2, 2));
    expect((await setAside()).map(({ row }) => row)).toEqual([1, 2]);
  });

  test('P7: gives the SQL that makes a constraint of a unique index', async () => {
    await shop.sql.query('create unique index item_name on shop.item (name)');
    await loadItems(database, BEFORE);
    const ddl =
      'drop index shop.item_name; alter table shop.item add constraint item_name unique (name) deferrable initially immediate';
    await expect(load(SWAP)).rejects.toMatchObject({ details: { remedy: expect.stringContaining(ddl) } });
    await shop.sql.query(ddl);
    expect(await load(SWAP)).toMatchObject({ kind: 'loaded' });
  });

  test('P7: moves a unique value from one row to another, whatever their keys', async () => {
    await shop.sql.query(DEFERRABLE);
    await loadItems(database, BEFORE);
    const moves: ItemRow[] = [
      ['U', 1n, 'b', 1],
      ['U', 2n, 'c', 1],
    ];
    expect(await load(moves)).toMatchObject({ kind: 'loaded' });
    expect((await shop.items()).slice(0, 2)).toEqual([
      ['1', 'b', 1],
      ['2', 'c', 1],
    ]);
  });

  test('P7: hands a unique value over from a deleted row to a new one, though it is checked at once', async () => {
    await shop.sql.query(UNIQUE);
    await loadItems(database, BEFORE);
    const rows: ItemRow[] = [
      ['D', 2n],
      ['I', 3n, 'b', 1],
    ];
    expect(await load(rows)).toEqual(counted(others + 2, others + 2, 0, 0));
  });

  test('P7: names the row that the file brings last where a deferrable unique value is there twice in the end', async () => {
    await shop.sql.query(DEFERRABLE);
    const rows: ItemRow[] = [
      ['I', 9n, 'twice', 1],
      ['I', 8n, 'twice', 1],
    ];
    await expect(load(rows)).rejects.toMatchObject({
      code: 'CONSTRAINT_VIOLATED',
      details: { row: 2, value: 'twice', remedy: expect.stringContaining('two rows hold the value') },
    });
    const all = among(rows, count);
    expect(await loadAside(database, { writtenAtMicros: 2n, rows: all })).toEqual(aside(all.length, all.length - 1, 1));
  });

  test('fact 3: a child before its parent in one file is not to blame for another row that is bad', async () => {
    await shop.sql.query(`${PARENT}; alter table shop.item add constraint short check (length(name) < 20)`);
    const chain = manyItems(count).map(
      ([op, id, name], at): ItemRow => [op, id, name ?? null, at + 2 > count ? null : at + 2],
    );
    chain[250] = ['I', 251n, 'x'.repeat(20), 252];
    // Item 250 has a bad parent: it cannot be there without it.
    chain[249] = ['I', 250n, 'item 250', null];
    expect(await loadAside(database, { writtenAtMicros: 1n, rows: chain })).toEqual(aside(count, count - 1, 1));
    expect((await setAside()).map(({ row }) => row)).toEqual([251]);
  });

  test('fact 3: children without a parent are the ones to blame, and those of a bad parent with it', async () => {
    await shop.sql.query(`${PARENT}; alter table shop.item add constraint short check (length(name) < 20)`);
    const rows = manyItems(count).map(([op, id, name], at): ItemRow => [op, id, name ?? null, at === 0 ? null : 1]);
    rows[4] = ['I', 5n, 'orphan', 99_999];
    rows[205] = ['I', 206n, 'orphan', 99_999];
    rows[300] = ['I', 301n, 'x'.repeat(20), 1];
    rows[2] = ['I', 3n, 'child of a bad one', 301];
    expect(await loadAside(database, { writtenAtMicros: 1n, rows })).toEqual(aside(count, count - 4, 4));
    expect((await setAside()).map(({ row }) => row)).toEqual([3, 5, 206, 301]);
  });

  test('fact 3: a child that arrives in a file before that of its parent fails, says so, and loads when its parent is there', async () => {
    await shop.sql.query(PARENT);
    const child: ItemRow[] = [['I', 90n, 'child', 91]];
    await expect(load(child, 3n)).rejects.toMatchObject({
      code: 'CONSTRAINT_VIOLATED',
      verdict: 'failed',
      details: {
        row: 1,
        column: 'AMOUNT',
        value: '91',
        remedy: expect.stringMatching(/may be in a file that comes later.*alter constraint parent deferrable/),
      },
    });
    await loadItems(database, { writtenAtMicros: 2n, rows: [['I', 91n, 'parent', null]] });
    expect(await load(child, 3n)).toMatchObject({ kind: 'loaded' });
  });

  test.each(['restrict', 'no action', 'no action deferrable'])(
    'fact 3: a parent deleted before its child, ON DELETE %s, is named and loads later',
    async action => {
      await shop.sql.query(`create table shop.part (id int primary key, item bigint,
      constraint of_item foreign key (item) references shop.item on delete ${action})`);
      await loadItems(database, BEFORE);
      await shop.sql.query('insert into shop.part values (1, 2)');
      const rows: ItemRow[] = [['D', 2n]];
      await expect(load(rows)).rejects.toMatchObject({
        code: 'CONSTRAINT_VIOLATED',
        details: {
          row: 1,
          reason: expect.stringContaining('id 2'),
          remedy: expect.stringContaining('rows of shop.part still refer to it'),
        },
      });
      await shop.sql.query('delete from shop.part');
      expect(await load(rows)).toMatchObject({ kind: 'loaded' });
    },
  );

  test('P7: finds a bad row among key changes, each of which leans on the change before it', async () => {
    await loadItems(database, BEFORE);
    await shop.sql.query('alter table shop.item add constraint small check (amount < 100)');
    const rows = among(
      [
        ['U', 50n, 'a', 5, 1n],
        ['U', 51n, 'a', 6, 50n],
        ['U', 60n, 'b', 100, 2n],
        ['U', 51n, 'a', 100, null],
        ['U', 51n, 'a', 7, null],
      ],
      count,
    );
    expect(await loadAside(database, { writtenAtMicros: 2n, rows })).toEqual(aside(rows.length, rows.length - 4, 1, 3));
    expect((await setAside()).map(({ row }) => row)).toEqual([3]);
    expect((await shop.items()).slice(0, 2)).toEqual([
      ['2', 'b', 1],
      ['51', 'a', 7],
    ]);
  });
});
