/** In which order a merge touches rows: what else stands on the table, and who else writes it, depends on that. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectDatabase, type PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { migrate } from '../../../adapters/postgres/migrate.ts';
import { ITEM, type ItemRow, loadItems } from '../../factories/changes.ts';
import { useTestDatabase } from '../../stack/test-database.ts';

const postgres = useTestDatabase();
let consumers: readonly PostgresDatabase[];
let sql: pg.Client;

beforeAll(async () => {
  sql = new pg.Client({ connectionString: postgres.url });
  await sql.connect();
  consumers = [connectDatabase({ url: postgres.url }), connectDatabase({ url: postgres.url })];
});
beforeEach(async () => {
  await sql.query('drop schema if exists dms_loader cascade; drop schema if exists shop cascade');
  await Promise.all(consumers.map(consumer => consumer.connection.close()));
  await migrate((consumers[0] as PostgresDatabase).connection, [ITEM]);
});
afterAll(async () => {
  await Promise.all(consumers.map(consumer => consumer.close()));
  await sql.end();
});

describe.each([
  ['as parameters', undefined],
  ['staged', 501],
])('a load %s', (_, rowCount) => {
  const load = (writtenAtMicros: bigint, rows: readonly ItemRow[]) =>
    loadItems(consumers[0] as PostgresDatabase, {
      writtenAtMicros,
      rows,
      ...(rowCount === undefined ? {} : { rowCount }),
    });

  test('frees what a changed key leaves behind before another unique column needs it', async () => {
    await sql.query('alter table shop.item add unique (name)');
    await load(1n, [['I', 1n, 'one of its kind', 1]]);
    await expect(load(2n, [['U', 2n, 'one of its kind', 1, 1n]])).resolves.toMatchObject({ counts: { applied: 1 } });
    expect((await sql.query('select id, name from shop.item')).rows).toEqual([{ id: '2', name: 'one of its kind' }]);
  });
});

const KEYS = 3000;
const ROUNDS = 6;

test('P3: consumers that bring the same keys in opposite orders at once do not deadlock', async () => {
  const rising: ItemRow[] = Array.from({ length: KEYS }, (_, index) => ['U', BigInt(index), 'even', index]);
  const falling = rising.map(([op, id]): ItemRow => [op, id, 'odd', 0]).toReversed();
  for (let round = 0; round < ROUNDS; round += 1) {
    const at = BigInt(round * 2);
    await Promise.all([
      loadItems(consumers[0] as PostgresDatabase, { writtenAtMicros: at, rows: rising }),
      loadItems(consumers[1] as PostgresDatabase, { writtenAtMicros: at + 1n, rows: falling }),
    ]);
    const { rows } = await sql.query('select name, count(*)::int from shop.item group by name');
    expect(rows).toEqual([{ name: 'odd', count: KEYS }]);
  }
});
