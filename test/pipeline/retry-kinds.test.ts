import { describe, expect, it } from 'vitest';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { bigint, text, yesNo } from '../../domain/columns/index.ts';
import { defineTable, from } from '../../domain/table/index.ts';
import type { Table } from '../../domain/table/table.ts';
import { useBench } from './bench.ts';
import { changesKey, deliver, retry } from './quarantine-bench.ts';

const bench = useBench();

const SOURCE = { source: 'DMSTEST.TEST_PRODUCT', target: 'dmstest.product', badRows: 'quarantine' } as const;
const ID = from('PRODUCT_ID', bigint());
const NAME = from('PRODUCT_NAME', text());

/** The mapping that meets bad rows (IS_ACTIVE is Y or N) and the mended one, over one target. */
interface Pair {
  readonly first: Table;
  readonly mended: Table;
}

async function migrated(pair: Pair): Promise<Pair> {
  await migrate(bench().loader.database.connection, [pair.first]);
  return pair;
}

const note = { bad: from('IS_ACTIVE', yesNo()), mended: from('REG_DATE', text()) };

describe('rows that were set aside', () => {
  it('P6: of a table without a key are appended, unless its floor is above them', async () => {
    const { first, mended } = await migrated({
      first: defineTable({ ...SOURCE, key: 'none', columns: { id: ID, name: NAME, is_active: note.bad } }),
      mended: defineTable({ ...SOURCE, key: 'none', columns: { id: ID, name: NAME } }),
    });
    const rows = [
      { op: 'I', id: 1n, active: 'Y' },
      { op: 'U', id: 1n, active: 'maybe' },
    ];
    await deliver(bench(), { rows, table: first });
    await deliver(bench(), { rows, table: first, key: changesKey(-1) });
    await bench().query(`insert into dms_loader.table_floor
      values ('dmstest', 'product', '2026-03-01T01:02:03Z', 0, 'test')`);
    const results = await retry(bench(), mended);
    expect(results.map(({ retried }) => retried?.counts)).toMatchObject([
      { applied: 0, superseded: 1, quarantined: 0 },
      { applied: 1, superseded: 0, quarantined: 0 },
    ]);
    const all =
      'select id::text, _dms_op op, _dms_row::int "row" from dmstest.product order by _dms_written_at, _dms_row';
    expect(await bench().query(all)).toEqual([
      '{"id":"1","op":"I","row":1}',
      '{"id":"1","op":"I","row":1}',
      '{"id":"1","op":"U","row":2}',
    ]);
  });

  it('P3: do not revive a row that is marked as deleted', async () => {
    const { first, mended } = await migrated({
      first: defineTable({
        ...SOURCE,
        key: ['id'],
        onDelete: 'mark',
        columns: { id: ID, name: NAME, is_active: note.bad },
      }),
      mended: defineTable({ ...SOURCE, key: ['id'], onDelete: 'mark', columns: { id: ID, name: NAME } }),
    });
    await deliver(bench(), { rows: [{ id: 1n, name: 'oldest', active: 'Y' }], table: first, key: changesKey(-1) });
    await deliver(bench(), { rows: [1n, 2n].map(id => ({ id, name: 'old', active: 'maybe' })), table: first });
    await deliver(bench(), { rows: [{ op: 'D', id: 1n }], table: first, key: changesKey(1) });
    const [result] = await retry(bench(), mended);
    expect(result?.retried?.counts).toMatchObject({ applied: 1, superseded: 1 });
    const all = 'select id::text, name, _dms_deleted as gone from dmstest.product order by id';
    expect(await bench().query(all)).toEqual([
      '{"id":"1","name":"oldest","gone":true}',
      '{"id":"2","name":"old","gone":false}',
    ]);
  });

  it('fact 15: leave columns alone of which they say nothing', async () => {
    const kept = { id: ID, name: from('PRODUCT_NAME', text(), { keepOnNull: true }) };
    const { first, mended } = await migrated({
      first: defineTable({ ...SOURCE, key: ['id'], columns: { ...kept, is_active: note.bad } }),
      mended: defineTable({ ...SOURCE, key: ['id'], columns: { ...kept, date: note.mended } }),
    });
    await bench().query('alter table dmstest.product add column date text');
    await deliver(bench(), { rows: [{ id: 1n, name: 'logged', active: 'Y' }], table: first, key: changesKey(-1) });
    await deliver(bench(), { rows: [{ op: 'U', id: 1n, active: 'maybe', registered: 'today' }], table: first });
    const [result] = await retry(bench(), mended);
    expect(result?.retried?.counts).toMatchObject({ applied: 1 });
    expect(await bench().query('select name, date from dmstest.product')).toEqual(['{"name":"logged","date":"today"}']);
  });

  it('go through the SQL of the mapping like those of a load', async () => {
    const sql = 'update dms_stage set name = upper(name)';
    const { first, mended } = await migrated({
      first: defineTable({
        ...SOURCE,
        key: ['id'],
        columns: { id: ID, name: NAME, is_active: note.bad },
        beforeMerge: sql,
      }),
      mended: defineTable({ ...SOURCE, key: ['id'], columns: { id: ID, name: NAME }, beforeMerge: sql }),
    });
    await deliver(bench(), { rows: [{ id: 1n, name: 'one', active: 'maybe' }], table: first });
    expect((await retry(bench(), mended))[0]?.retried?.counts).toMatchObject({ applied: 1 });
    expect(await bench().query('select name from dmstest.product')).toEqual(['{"name":"ONE"}']);
  });

  it('P6: may have columns of the names that the ledger has', async () => {
    const columns = { id: ID, released_as: NAME, fate: note.mended };
    const { first, mended } = await migrated({
      first: defineTable({ ...SOURCE, key: ['id'], columns: { ...columns, is_active: note.bad } }),
      mended: defineTable({ ...SOURCE, key: ['id'], columns }),
    });
    await deliver(bench(), { rows: [{ id: 1n, name: 'one', active: 'maybe' }], table: first });
    expect((await retry(bench(), mended))[0]?.retried?.counts).toMatchObject({ applied: 1, quarantined: 0 });
    expect(await bench().query('select released_as from dmstest.product')).toEqual(['{"released_as":"one"}']);
  });
});
