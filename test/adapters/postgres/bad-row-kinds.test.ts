/** Whatever the database refuses a row for, it is that row; and nothing else is taken for one. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { type ItemRow, itemIntent, loadItems } from '../../factories/changes.ts';
import { aside, loadAside, manyItems } from './bad-row-loads.ts';
import { useItemShop } from './item-shop.ts';

const shop = useItemShop();
let database: PostgresDatabase;
beforeEach(() => {
  database = shop.database();
});

const BAD = 300;

/** SQL of a trigger that runs for the bad row alone. */
function trigger(body: string, when = 'before'): string {
  return `create function shop.look() returns trigger language plpgsql as $$ begin
    if new.id = ${BAD} then ${body}; end if; return new; end $$;
  create trigger look ${when} insert or update on shop.item for each row execute function shop.look()`;
}

/** One row of the file will be superseded, so that the place where the merge stopped tells nothing, and halving begins. */
async function superseding() {
  await loadItems(database, { writtenAtMicros: 2n, rows: [['I', 1n, 'newer', 1]] });
}

async function faults() {
  return (
    await shop.sql.query(`select row_number::int as row, faults -> 0 ->> 'reason' as reason
    from dms_loader.quarantined_row order by 1`)
  ).rows;
}

/** A row of 9,000 characters that do not shrink when PostgreSQL compresses them. */
const INCOMPRESSIBLE = Array.from({ length: 9000 }, (_, at) =>
  String.fromCharCode(0x4e_00 + ((at * 7919 + ((at * at) % 104_729)) % 20_000)),
).join('');

describe.each([
  ['as parameters', 400],
  ['staged', 600],
])('a load %s', (_, count) => {
  test.each<[string, string, ItemRow, string]>([
    ['NOT NULL', 'alter table shop.item alter column name set not null', ['I', 300n, null, 1], '23502'],
    [
      'a CHECK over two columns',
      "alter table shop.item add check (name <> 'x' or amount < 5)",
      ['I', 300n, 'x', 7],
      '23514',
    ],
    ['a unique column', 'alter table shop.item add unique (name)', ['I', 300n, 'item 7', 1], '23505'],
    ['a unique index', 'create unique index on shop.item (lower(name))', ['I', 300n, 'ITEM 7', 1], '23505'],
    ['an exclusion', 'alter table shop.item add exclude using btree (name with =)', ['I', 300n, 'item 7', 1], '23P01'],
    [
      'a foreign key',
      'create table shop.kind (id int primary key); insert into shop.kind values (1); alter table shop.item add foreign key (amount) references shop.kind',
      ['I', 300n, 'x', 2],
      '23503',
    ],
    [
      'a generated column out of range',
      'alter table shop.item add half smallint generated always as (amount / 2) stored',
      ['I', 300n, 'x', 80_000],
      '22003',
    ],
    [
      'a domain of a generated column',
      'create domain shop.low as int check (value < 50); alter table shop.item add low shop.low generated always as (amount) stored',
      ['I', 300n, 'x', 80],
      '23514',
    ],
    ['an index entry that is too large', 'create index on shop.item (name)', ['I', 300n, INCOMPRESSIBLE, 1], '54000'],
    ['a trigger', trigger("raise exception 'not this one'"), ['I', 300n, 'x', 1], 'P0001'],
    ['a trigger after the row', trigger("raise exception 'not this one'", 'after'), ['I', 300n, 'x', 1], 'P0001'],
    [
      'a trigger with a state of its own',
      trigger("raise exception 'no' using errcode = '23514'"),
      ['I', 300n, 'x', 1],
      '23514',
    ],
    ['a division in a trigger', trigger('new.amount := 1 / 0'), ['I', 300n, 'x', 1], '22012'],
  ])('P7: sets the row aside that %s refuses', async (_kind, ddl, bad, state) => {
    await shop.sql.query(ddl);
    const rows = manyItems(count);
    rows[BAD - 1] = bad;
    expect(await loadAside(database, { writtenAtMicros: 1n, rows })).toEqual(aside(count, count - 1, 1));
    expect(await faults()).toEqual([{ row: BAD, reason: expect.stringContaining(`PostgreSQL says ${state}`) }]);
    expect((await shop.sql.query('select count(*)::int from shop.item')).rows).toEqual([{ count: count - 1 }]);
  });

  test.each([
    ['a serialization failure', "raise exception 'again' using errcode = '40001'", 'DATABASE_UNAVAILABLE'],
    ['a deadlock', "raise exception 'again' using errcode = '40P01'", 'DATABASE_UNAVAILABLE'],
    ['a full disk', "raise exception 'full' using errcode = '53100'", 'DATABASE_UNAVAILABLE'],
    ['a server that goes', "raise exception 'bye' using errcode = '57P01'", 'DATABASE_UNAVAILABLE'],
    ['a damaged table', "raise exception 'bad page' using errcode = 'XX001'", 'DATABASE_REFUSED'],
    ['a cancelled statement', "raise exception 'late' using errcode = '57014'", 'DEADLINE_NEAR'],
    ['a lack of rights', "raise exception 'no' using errcode = '42501'", 'DATABASE_ACCESS'],
  ])('P7: takes no row for bad at %s', async (_what, body, code) => {
    await shop.sql.query(trigger(body));
    await expect(loadAside(database, { writtenAtMicros: 1n, rows: manyItems(count) })).rejects.toMatchObject({ code });
    expect(await faults()).toEqual([]);
    expect(await shop.items()).toEqual([]);
  });

  test('P7: takes no row for bad when an outage comes while it searches for one', async () => {
    await shop.sql.query(`alter table shop.item add constraint small check (amount < 100);
${trigger("if pg_stat_get_xact_tuples_inserted('shop.item'::regclass) > 550 then raise exception 'again' using errcode = '40001'; end if")}`);
    await superseding();
    const rows = manyItems(count, { [BAD + 5]: 100 });
    await expect(loadAside(database, { writtenAtMicros: 1n, rows })).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    expect(await faults()).toEqual([]);
  });

  test('P7: loads nothing when the connection is cut while it searches, and all once it is back', async () => {
    await shop.sql.query('alter table shop.item add constraint small check (amount < 100)');
    const { proxy, db } = await shop.proxied();
    await db.findObject(itemIntent({ writtenAtMicros: 1n, rows: [] }).object);
    await superseding();
    const rows = manyItems(count, { [BAD]: 100 });
    proxy.cutBefore('select pg_temp.dms_trial');
    await expect(loadAside(db, { writtenAtMicros: 1n, rows })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await shop.items()).toEqual([['1', 'newer', 1]]);
    expect(await faults()).toEqual([]);
    expect(await loadAside(db, { writtenAtMicros: 1n, rows })).toEqual(aside(count, count - 2, 1, 1));
  });

  test('P7: ends at its deadline in the middle of a search', async () => {
    await shop.sql.query(`alter table shop.item add constraint small check (amount < 100);
${trigger('perform pg_sleep(0.7)')}`);
    await superseding();
    const rows = manyItems(count, { [BAD + 1]: 100 });
    const attempt = { deadlineMs: Date.now() + 1500 };
    await expect(loadAside(database, { writtenAtMicros: 1n, rows, attempt })).rejects.toMatchObject({
      code: 'DEADLINE_NEAR',
    });
    expect(await faults()).toEqual([]);
  });
});
