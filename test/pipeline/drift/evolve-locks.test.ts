/** Columns are added in a transaction of their own, before the load: docs/schema-drift.md, "evolve". */
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { connectDatabase } from '../../../adapters/postgres/database.ts';
import { bigint } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import type { Loader } from '../../../pipeline/loader.ts';
import { useDriftBench } from './drift-file.ts';

const ITEM = defineTable({
  source: 'SHOP.ITEM',
  target: 'shop.item',
  key: ['id'],
  columns: { id: from('ID', bigint()) },
  contract: 'evolve',
});
const COLORED = { Op: ['text', 'I'], ID: ['int64', 1n], COLOR: ['text', 'red'] } as const;
const AUDIT = "select detail->'columns' as columns from dms_loader.operator_action where action = 'evolve' order by 1";

const bench = useDriftBench();

/** Another consumer of the same bucket, over a connection of its own. */
async function withConsumer<Result>(url: string, work: (loader: Loader) => Promise<Result>): Promise<Result> {
  const database = connectDatabase({ url });
  try {
    return await work({ ...bench.loader(), database });
  } finally {
    await database.close();
  }
}

it('fact 17: P1: consumers that meet the same new columns at once do not deadlock, and write each down once', async () => {
  await bench.begin(ITEM);
  const columns = Array.from({ length: 12 }, (_, at) => `c${at}`);
  for (const [at, name] of columns.entries()) {
    const cells = { Op: ['text', 'I'], ID: ['int64', BigInt(at)], [name]: ['int32', at] } as const;
    const key = bench.put(cells);
    const other = bench.put({ ...cells, ID: ['int64', BigInt(at + 100)] });
    const results = await Promise.all([
      withConsumer(bench.url, loader => bench.loadKey(key, loader)),
      withConsumer(bench.url, loader => bench.loadKey(other, loader)),
    ]);
    expect(results.map(({ outcome, error }) => error?.message ?? outcome)).toEqual(['loaded', 'loaded']);
  }
  const found = (await bench.query(AUDIT)) as { columns: { name: string }[] }[];
  expect(found.flatMap(row => row.columns.map(({ name }) => name)).toSorted()).toEqual(columns.toSorted());
});

it('fact 17: where another consumer was quicker, the type that it gave the column decides', async () => {
  const loader = await bench.begin(ITEM);
  const { database } = loader;
  const evolve: typeof database.evolve = async (table, columns, cause) => {
    await bench.query('alter table shop.item add column color integer');
    return await database.evolve(table, columns, cause);
  };
  const { error } = await bench.loadKey(bench.put(COLORED), { ...loader, database: { ...database, evolve } });
  expect(error?.code).toBe('ROW_BAD');
  expect(error?.message).toContain('run: alter table "shop"."item" alter column "color" type text');
  expect(await bench.query(AUDIT)).toEqual([]);
});

it('fact 17: a load that brought a column holds no lock of a DDL statement, and others see the column', async () => {
  const loader = await bench.begin(ITEM);
  const seen: unknown[] = [];
  const { database } = loader;
  const beginLoad: typeof database.beginLoad = async intent => {
    const load = await database.beginLoad({ ...intent, rowCount: undefined });
    const locks = `select count(*) filter (where mode = 'AccessExclusiveLock')::int as exclusive,
      (select count(*)::int from information_schema.columns where table_name = 'item' and column_name = 'color') as columns
      from pg_locks where relation = 'shop.item'::regclass and pid <> pg_backend_pid()`;
    seen.push(...(await bench.query(locks)));
    return load;
  };
  const result = await bench.loadKey(bench.put(COLORED), { ...loader, database: { ...database, beginLoad } });
  expect(result.outcome).toBe('loaded');
  expect(seen).toEqual([{ exclusive: 0, columns: 1 }]);
});

it('fact 17: P8: a table that others hold makes the file wait its turn: nothing is recorded, and it loads later', async () => {
  await bench.begin(ITEM);
  const reader = new Client({ connectionString: bench.url });
  await reader.connect();
  try {
    await reader.query('begin; lock table shop.item in access share mode');
    const { outcome, notes } = await bench.load(COLORED);
    expect(outcome).toBe('busy');
    expect(notes).toEqual(['shop.item is held by others, and lacks color text']);
    expect(await bench.query('select from dms_loader.object_load')).toEqual([]);
  } finally {
    await reader.end();
  }
  expect(await bench.again()).toMatchObject({ outcome: 'loaded' });
});

it('fact 17: a role that does not own the table gets the SQL to run, and loads once it was run', async () => {
  await bench.begin(ITEM);
  const role = `loader_${process.pid}`;
  await bench.query(`create role ${role} login password 'secret'`);
  try {
    await bench.query(`grant usage on schema shop, dms_loader to ${role};
      grant select, insert, update, delete on all tables in schema shop, dms_loader to ${role};
      grant usage on all sequences in schema dms_loader to ${role}`);
    const url = new URL(bench.url);
    [url.username, url.password] = [role, 'secret'];
    const key = bench.put({ ...COLORED, SIZE: ['int32', 3] });
    await withConsumer(url.href, async loader => {
      const { outcome, error } = await bench.loadKey(key, loader);
      expect(outcome).toBe('failed');
      expect(error?.code).toBe('DATABASE_ACCESS');
      expect(error?.message).toContain('column color, size: is not in shop.item yet, and the loader may not add it');
      const [, sql = ''] = /let the owner of the table run: (?<sql>.+)$/u.exec(error?.message ?? '') ?? [];
      expect(sql).toBe(
        'alter table "shop"."item" add column if not exists "color" text, add column if not exists "size" integer',
      );
      await bench.query(sql);
      expect(await bench.loadKey(key, loader)).toMatchObject({ outcome: 'loaded' });
    });
    expect(await bench.query('select color, size from shop.item')).toEqual([{ color: 'red', size: 3 }]);
    expect(await bench.query(AUDIT)).toEqual([]);
  } finally {
    await bench.query(`drop owned by ${role}; drop role ${role}`);
  }
});

it('fact 17: a table with 1,600 columns takes no other: the file is refused by the column', async () => {
  await bench.begin(ITEM);
  const [{ count } = { count: 0 }] = (await bench.query(
    "select count(*)::int from pg_attribute where attrelid = 'shop.item'::regclass and attnum > 0",
  )) as { count: number }[];
  const spare = Array.from({ length: 1600 - count }, (_, at) => `add column spare${at} boolean`);
  await bench.query(`alter table shop.item ${spare.join(', ')}`);
  const { outcome, error } = await bench.load(COLORED);
  expect([outcome, error?.code]).toEqual(['rejected', 'COLUMN_UNKNOWN']);
  expect(error?.message).toContain('column color: cannot be added to shop.item: PostgreSQL says 54011');
  expect(error?.message).toContain("add it to the mapping's leaveOut, or change the contract to 'rescue'");
  expect(await bench.query('select id from shop.item')).toEqual([]);
});
