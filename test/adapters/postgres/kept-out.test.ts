/** A target that drops or hides rows without a word: no load may count what did not happen. */
import { describe, expect, test } from 'vitest';
import { connectDatabase } from '../../../adapters/postgres/database.ts';
import { bigint, integer, text } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { loadRows } from '../../factories/load-rows.ts';
import { counted } from './item-shop.ts';
import { BOTH_WAYS, useTables } from './table-shop.ts';

const columns = { id: from('ID', bigint()), name: from('NAME', text()), amount: from('AMOUNT', integer()) };
const item = defineTable({ source: 'SHOP.ITEM', target: 'shop.item', key: ['id'], columns });
const marked = defineTable({ source: 'SHOP.M', target: 'shop.marked', key: ['id'], onDelete: 'mark', columns });
const visit = defineTable({ source: 'SHOP.VISIT', target: 'shop.visit', key: 'none', columns });
const shop = useTables([item, marked, visit]);

const T1 = 1_000_000_000_000_000n;
const T2 = T1 + 1_000_000n;
const T3 = T2 + 1_000_000n;
const DISAGREES = {
  code: 'COUNTS_DISAGREE',
  message: expect.stringMatching(/triggers of the target that answer NULL.*row security/u),
};

const row = (Op: 'I' | 'U' | 'D', Id: string, Name: string | null = null) => ({ Op, ID: Id, NAME: Name, AMOUNT: '1' });

/** A trigger that keeps rows of the name `drop` out, or those that are to go. */
async function dropping(event: 'insert' | 'update' | 'delete', table = 'item'): Promise<void> {
  const kept = event === 'delete' ? 'old' : 'new';
  await shop.sql.query(`create function shop.drop_row() returns trigger language plpgsql as
    $$ begin if ${kept}.name = 'drop' then return null; end if; return ${kept}; end $$;
    create trigger t before ${event} on shop.${table} for each row execute function shop.drop_row()`);
}

const items = () => shop.rows('select id::int, name from shop.item order by id');

describe.each(BOTH_WAYS)('a load %s', (_, way) => {
  test('P6: counts no row as superseded that a trigger drops', async () => {
    await dropping('insert');
    const rows = [row('I', '1', 'drop'), row('I', '2', 'x'), row('I', '2', 'y')];
    await expect(loadRows(shop.database, item, { writtenAtMicros: T1, rows, ...way })).rejects.toMatchObject(DISAGREES);
    expect(await items()).toEqual([]);
    expect(await shop.rows('select * from dms_loader.table_load')).toEqual([]);
  });

  test('P6: counts no update as superseded that a trigger drops', async () => {
    await loadRows(shop.database, item, { writtenAtMicros: T1, rows: [row('I', '1', 'a')] });
    await dropping('update');
    const rows = [row('U', '1', 'drop')];
    await expect(loadRows(shop.database, item, { writtenAtMicros: T2, rows, ...way })).rejects.toMatchObject(DISAGREES);
    expect(await items()).toEqual([[1, 'a']]);
  });

  test('P6: counts no delete as applied whose row a trigger keeps', async () => {
    await loadRows(shop.database, item, { writtenAtMicros: T1, rows: [row('I', '1', 'drop'), row('I', '2', 'x')] });
    await dropping('delete');
    const rows = [row('D', '1'), row('D', '2'), row('D', '3')];
    await expect(loadRows(shop.database, item, { writtenAtMicros: T2, rows, ...way })).rejects.toMatchObject(DISAGREES);
    expect(await items()).toEqual([
      [1, 'drop'],
      [2, 'x'],
    ]);
  });

  test('P6: counts no mark as superseded that a trigger drops', async () => {
    await loadRows(shop.database, marked, { writtenAtMicros: T1, rows: [row('I', '1', 'a')] });
    await dropping('update', 'marked');
    const rows = [row('D', '1', 'drop')];
    await expect(loadRows(shop.database, marked, { writtenAtMicros: T2, rows, ...way })).rejects.toMatchObject(
      DISAGREES,
    );
  });

  test('P6: counts no row of a table without a key as superseded but below the floor', async () => {
    await dropping('insert', 'visit');
    const rows = [row('I', '1', 'drop'), row('I', '2', 'x')];
    await expect(loadRows(shop.database, visit, { writtenAtMicros: T2, rows, ...way })).rejects.toMatchObject(
      DISAGREES,
    );
    await shop.sql.query(`insert into dms_loader.table_floor
      values ('shop', 'visit', '2001-09-09T01:46:41Z', 1, 'truncate')`);
    expect(
      await loadRows(shop.database, visit, {
        writtenAtMicros: T2,
        rows: [row('I', '2', 'x'), row('I', '3', 'x')],
        ...way,
      }),
    ).toEqual(counted(2, 1, 0, 1));
  });

  test('P6: counts as superseded what a newer row, a tombstone or the floor beats, each once', async () => {
    await loadRows(shop.database, item, { writtenAtMicros: T3, rows: [row('I', '1', 'new'), row('D', '2')] });
    await loadRows(shop.database, item, { writtenAtMicros: T1, rows: [row('I', '5', 'old')] });
    await shop.sql.query(`insert into dms_loader.table_floor
      values ('shop', 'item', '2001-09-09T01:46:41Z', 9, 'truncate')`);
    const rows = [
      row('U', '1', 'beaten by a row'),
      row('U', '2', 'beaten by a tombstone'),
      row('I', '3', 'beaten by the floor'),
      row('D', '4'),
      row('U', '5', 'there'),
      row('D', '1'),
    ];
    expect(await loadRows(shop.database, item, { writtenAtMicros: T2, rows, ...way })).toEqual(counted(6, 2, 0, 4));
    expect(await items()).toEqual([
      [1, 'new'],
      [5, 'there'],
    ]);
  });
});

test('P6: counts no row as read that a trigger keeps out of a COPY', async () => {
  await dropping('insert');
  const rows = [row('I', '1', 'drop'), row('I', '2', 'x')];
  await expect(loadRows(shop.database, item, { writtenAtMicros: T1, rows, isFull: true })).rejects.toMatchObject({
    ...DISAGREES,
    message: expect.stringContaining('2 rows were sent by COPY, and the table took 1'),
  });
  expect(await items()).toEqual([]);
});

/** A role that row security applies to, and its database. */
async function asLoader(policy: string, step: (database: ReturnType<typeof connectDatabase>) => Promise<void>) {
  const { host, port, database: name } = shop.sql;
  await shop.sql.query(`create role loader_under_policy login password 'x';
    grant all on schema shop, dms_loader to loader_under_policy;
    grant all on all tables in schema shop, dms_loader to loader_under_policy;
    grant all on all sequences in schema dms_loader to loader_under_policy;
    alter table shop.item enable row level security; ${policy}`);
  const database = connectDatabase({ url: `postgres://loader_under_policy:x@${host}:${port}/${name}` });
  try {
    await step(database);
  } finally {
    await database.close();
    await shop.sql.query('drop owned by loader_under_policy; drop role loader_under_policy');
  }
}

const LIMITED = 'create policy p on shop.item to loader_under_policy using (amount < 10) with check (true)';
const OPEN = 'create policy p on shop.item to loader_under_policy using (true) with check (true)';

test('P6: counts no delete as applied whose row may be hidden by row security', async () => {
  await shop.sql.query("insert into shop.item (id, name, amount) values (1, 'hidden', 50), (2, 'seen', 5)");
  await asLoader(LIMITED, async database => {
    await expect(loadRows(database, item, { writtenAtMicros: T1, rows: [row('D', '1')] })).rejects.toMatchObject(
      DISAGREES,
    );
    expect(await loadRows(database, item, { writtenAtMicros: T2, rows: [row('D', '2')] })).toEqual(counted(1, 1, 0, 0));
  });
  expect(await items()).toEqual([[1, 'hidden']]);
});

test('P6: a policy that hides nothing is in nobody’s way, nor in that of a first full load', async () => {
  await asLoader(OPEN, async database => {
    const rows = [row('I', '1', 'a'), row('I', '2', 'b')];
    expect(await loadRows(database, item, { writtenAtMicros: T1, rows, isFull: true })).toEqual(counted(2, 2, 0, 0));
    expect(await loadRows(database, item, { writtenAtMicros: T2, rows: [row('D', '1'), row('D', '9')] })).toEqual(
      counted(2, 2, 0, 0),
    );
  });
  expect(await items()).toEqual([[2, 'b']]);
});
