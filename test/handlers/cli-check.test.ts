import { describe, expect, it } from 'vitest';
import { useCheckShop } from './check-shop.ts';

const HEADER = 'Op,ID,NAME,SIZE';
const shop = useCheckShop();

/** Which rows of a table came, changed and went, by what the table held before and holds now: no word of the loader's. */
function difference(before: readonly Record<string, unknown>[], after: readonly Record<string, unknown>[]) {
  const old = new Map(before.map(row => [row['id'], JSON.stringify(row)]));
  const now = new Map(after.map(row => [row['id'], JSON.stringify(row)]));
  return {
    inserted: [...now.keys()].filter(id => !old.has(id)).length,
    updated: [...now].filter(([id, row]) => old.has(id) && old.get(id) !== row).length,
    deleted: [...old.keys()].filter(id => !now.has(id)).length,
  };
}

const rowsOf = (table: string) => shop.query(`select * from ${table} order by id`);
const ids = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

/** Checks a file, then loads it: what was said, the dumps before and after the check, and what the load did. */
async function checkThenLoad(table: string, path: string) {
  const dumps = [await shop.dump()];
  const rows = await rowsOf(table);
  const checked = await shop.run('check', path);
  dumps.push(await shop.dump());
  await shop.run('load', path);
  const [ledger] = await shop.query(`select rows_read::int as read, rows_applied::int as applied,
    rows_unchanged::int as unchanged, rows_superseded::int as superseded, rows_quarantined::int as quarantined
    from dms_loader.table_load order by table_load_id desc limit 1`);
  const done = { ...difference(rows, await rowsOf(table)), ...ledger };
  return { told: checked.tables[0], checked, before: dumps[0], after: dumps[1], done };
}

async function seeded(table: 'item' | 'marked' = 'item'): Promise<void> {
  const first = await shop.file(
    `shop/${table}/20260101-000000000.csv`,
    HEADER,
    'I,1,a,1',
    'I,2,b,2',
    'I,3,c,3',
    'I,5,e,5',
  );
  const newer = await shop.file(`shop/${table}/20260301-000000000.csv`, HEADER, 'U,5,newer,5', 'D,7,,');
  await shop.run('load', first);
  await shop.run('load', newer);
}

const MIX = [
  'Op,ID,NAME,SIZE,BI_ID',
  'I,6,f,6,',
  'U,1,a2,1,',
  'U,1,a3,1,',
  'D,2,,,',
  'D,99,,,',
  'U,5,older,5,',
  'I,7,older,7,',
  'U,30,c,3,3',
];

describe('check', () => {
  it('P12: says what a load would do, and leaves every table as it was', async () => {
    await seeded();
    const path = await shop.file('shop/item/20260201-000000000.csv', ...MIX);
    const { told, checked, before, after, done } = await checkThenLoad('shop.item', path);
    expect(after).toEqual(before);
    expect(told).toMatchObject(done);
    expect(told).toEqual({
      target: 'shop.item',
      inserted: 2,
      updated: 1,
      deleted: 2,
      read: 8,
      applied: 5,
      unchanged: 0,
      superseded: 3,
      quarantined: 0,
      faults: [],
    });
    expect(checked).toMatchObject({ exitCode: 0, outcome: 'would load', error: null });
  });

  it('P12: tells marked rows from removed ones, and those that live again from new ones', async () => {
    await seeded('marked');
    await shop.run('load', await shop.file('shop/marked/20260102-000000000.csv', HEADER, 'D,2,,'));
    const lines = [HEADER, 'U,1,a2,1', 'I,2,again,2', 'D,3,,', 'D,99,,', 'I,6,f,6'];
    const path = await shop.file('shop/marked/20260201-000000000.csv', ...lines);
    const before = await shop.dump();
    const { tables } = await shop.run('check', path);
    expect(tables).toMatchObject([{ inserted: 2, updated: 1, deleted: 1, read: 5, applied: 5 }]);
    expect(await shop.dump()).toEqual(before);
  });

  it('P12: knows rows that are there from another load of the same place', async () => {
    await seeded();
    const path = await shop.file('copy/shop/item/20260101-000000000.csv', HEADER, 'I,1,a,1', 'I,2,b,2', 'I,9,i,9');
    const { told, done } = await checkThenLoad('shop.item', path);
    expect(told).toMatchObject(done);
    expect(told).toMatchObject({ inserted: 1, updated: 0, deleted: 0, unchanged: 2, applied: 1 });
  });

  it('P12: is exact for many rows, staged or straight into an empty table', async () => {
    const direct = await shop.file('shop/item/LOAD00000001.csv', 'ID,NAME,SIZE', ...ids(1, 700).map(id => `${id},n,1`));
    const first = await checkThenLoad('shop.item', direct);
    expect(first.after).toEqual(first.before);
    expect(first.told).toMatchObject(first.done);
    expect(first.told).toMatchObject({ inserted: 700, updated: 0, deleted: 0 });
    const lines = [
      ...ids(101, 600).map(id => `U,${id},u,2,`),
      ...ids(1, 50).map(id => `D,${id},,,`),
      ...ids(1001, 30).map(id => `I,${id},i,3,`),
      ...ids(60, 10).map(id => `U,${id + 2000},moved,4,${id}`),
    ];
    const staged = await shop.file('shop/item/20300101-000000000.csv', 'Op,ID,NAME,SIZE,BI_ID', ...lines);
    const { told, before, after, done } = await checkThenLoad('shop.item', staged);
    expect(after).toEqual(before);
    expect(told).toMatchObject(done);
    expect(told).toMatchObject({ inserted: 40, updated: 600, deleted: 60, read: 690, applied: 690 });
  });

  it('P12: counts every row of a table without a key as inserted', async () => {
    const path = await shop.file('shop/log/20260201-000000000.csv', HEADER, 'I,1,a,1', 'U,1,b,1', 'D,1,,');
    const before = await shop.dump();
    expect((await shop.run('check', path)).tables).toMatchObject([{ inserted: 3, updated: 0, deleted: 0, applied: 3 }]);
    expect(await shop.dump()).toEqual(before);
  });

  it('P12: names the rows that would be set aside, by the mapping and by the database, and ends with 1', async () => {
    await shop.query('alter table shop.aside add constraint small check (size < 100)');
    const lines = [HEADER, 'I,1,a,1', 'I,2,b,many', 'I,3,c,100', 'I,4,d,4'];
    const path = await shop.file('shop/aside/20260201-000000000.csv', ...lines);
    const { told, checked, before, after, done } = await checkThenLoad('shop.aside', path);
    expect(after).toEqual(before);
    expect(told).toMatchObject(done);
    expect(checked.exitCode).toBe(1);
    expect(told).toMatchObject({ inserted: 2, updated: 0, deleted: 0, applied: 2, quarantined: 2 });
    expect(told?.['faults']).toMatchObject([
      { row: 2, column: 'SIZE', value: 'many' },
      { row: 3, value: '100' },
    ]);
    expect(checked.notes).toEqual([]);
  });

  it('P7: tells each bad row once, that it would be set aside, and what to run then', async () => {
    await shop.query('alter table shop.aside add constraint small check (size < 100)');
    const path = await shop.file('shop/aside/20260201-000000000.csv', HEADER, 'I,1,a,1', 'I,2,b,many', 'I,3,c,100');
    const { stderr } = await shop.cli('check', path);
    expect(stderr.match(/row \d, column/gu)).toHaveLength(2);
    expect(stderr).toContain('shop.aside: would be set aside: row 2, column SIZE: "many" ');
    expect(stderr).not.toContain('were set aside');
    expect(stderr).toContain('it stays set aside until somebody runs `dms-loader quarantine retry shop.aside`\n');
    expect(stderr).not.toContain('it is tried again');
    await shop.run('load', path);
    const { text } = await shop.quarantine(['ls']);
    expect(text).toContain('it stays set aside until somebody runs `dms-loader quarantine retry shop.aside`');
  });

  it('P12: P8: says why a file would be refused, records nothing, and takes no earlier refusal for its own', async () => {
    const path = await shop.file('shop/item/20260201-000000000.csv', HEADER, 'I,1,a,many');
    const before = await shop.dump();
    const first = await shop.run('check', path);
    expect(first).toMatchObject({ exitCode: 1, outcome: 'rejected', tables: [], error: { code: 'ROW_BAD' } });
    expect(await shop.dump()).toEqual(before);
    await shop.run('load', path);
    const refused = await shop.dump();
    const { error } = await shop.run('check', path);
    expect(error?.message).toBe(first.error?.message);
    expect(await shop.dump()).toEqual(refused);
  });

  it('P12: is told by a constraint that is deferred, as a commit would be', async () => {
    await shop.query('alter table shop.item add constraint one_size unique (size) deferrable initially deferred');
    const path = await shop.file('shop/item/20260201-000000000.csv', HEADER, 'I,1,a,1', 'I,2,b,1');
    const before = await shop.dump();
    const { exitCode, error } = await shop.run('check', path);
    expect(error?.message).toContain('one_size');
    expect(exitCode).toBe(1);
    expect(await shop.dump()).toEqual(before);
  });

  it('says that an object is loaded already', async () => {
    const path = await shop.file('shop/item/20260201-000000000.csv', HEADER, 'I,1,a,1');
    await shop.run('load', path);
    expect(await shop.run('check', path)).toMatchObject({ exitCode: 0, outcome: 'already-loaded', tables: [] });
  });

  it.each([
    ['few', 1],
    ['many', 600],
  ])('P12: fact 17: says which columns it would add for a file of %s rows, and adds none', async (_, count) => {
    const lines = ids(1, count).map(id => `I,${id},a,1,red`);
    const path = await shop.file('shop/grown/20260201-000000000.csv', `${HEADER},COLOR`, ...lines);
    const { told, checked, before, after, done } = await checkThenLoad('shop.grown', path);
    expect(after).toEqual(before);
    expect(told).toMatchObject(done);
    expect(checked.notes).toEqual(['shop.grown gets columns that the mapping does not know: color text']);
    expect(told).toMatchObject({ inserted: count, applied: count });
  });

  it('goes on with other tables where the owner of one has to add a column', async () => {
    const role = `checker_${process.pid}`;
    await shop.query(`create role ${role} login password 'secret'`);
    try {
      await shop.query(`grant usage on schema shop, dms_loader to ${role};
        grant select, insert, update, delete on all tables in schema shop, dms_loader to ${role};
        grant usage on all sequences in schema dms_loader to ${role}`);
      const lacking = await shop.file('shop/grown/20260201-000000000.csv', `${HEADER},COLOR`, 'I,1,a,1,red');
      const fine = await shop.file('shop/item/20260201-000000000.csv', HEADER, 'I,1,a,1');
      const { stdout, stderr } = await shop.cliAs(role, 'load', lacking, fine);
      expect(stdout).toBe('2 files: 1 failed, 1 loaded; 1 row read\n');
      expect(stderr).toContain('let the owner of the table run: alter table "shop"."grown" add column if not exists');
    } finally {
      await shop.query(`drop owned by ${role}; drop role ${role}`);
    }
  });

  it('P12: checks each file by itself: what one would add another does not find', async () => {
    const red = await shop.file('shop/grown/20260201-000000000.csv', `${HEADER},COLOR`, 'I,1,a,1,red');
    const big = await shop.file('shop/grown/20260202-000000000.csv', `${HEADER},COLOR,WIDTH`, 'U,1,a,1,red,2');
    const before = await shop.dump();
    const { stdout, stderr, exitCode } = await shop.cli('check', red, big);
    expect(stdout).toBe('2 files: 2 would load; 2 rows read, nothing changed\n');
    expect(stderr.match(/shop\.grown: 1 inserted, 0 updated, 0 deleted; of 1 row 1 applied/gu)).toHaveLength(2);
    expect(stderr).toContain('shop.grown gets columns that the mapping does not know: color text, width text');
    expect(exitCode).toBe(0);
    expect(await shop.dump()).toEqual(before);
  });

  it('P12: fact 26: says what a file of transactions would do to each of its tables', async () => {
    await seeded();
    const rows = ['I,ITEM,SHOP,8,h,8', 'U,MARKED,SHOP,1,m,1', 'D,ITEM,SHOP,1,,', 'I,MARKED,SHOP,2,m,2'];
    const path = await shop.file('txn/CDC_TXN-20260201000000000.csv', ...rows);
    const before = await shop.dump();
    const { tables, outcome } = await shop.run('check', path);
    expect(outcome).toBe('would load');
    expect(tables).toMatchObject([
      { target: 'shop.item', inserted: 1, updated: 0, deleted: 1, applied: 2 },
      { target: 'shop.marked', inserted: 2, updated: 0, deleted: 0, applied: 2 },
    ]);
    expect(await shop.dump()).toEqual(before);
  });
});
