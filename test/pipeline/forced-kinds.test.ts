/** Files that are loaded once more into tables that mark deleted rows, or whose mappings have SQL of their own. */
import { describe, expect, it } from 'vitest';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { clearOlderRows } from '../../adapters/postgres/operations/clear-older.ts';
import { bigint, text } from '../../domain/columns/index.ts';
import { defineTable, from } from '../../domain/table/index.ts';
import type { Table } from '../../domain/table/table.ts';
import { useBench } from './bench.ts';
import { changesKey, deliver } from './quarantine-bench.ts';

const bench = useBench();

const COMMON = { source: 'DMSTEST.TEST_PRODUCT', target: 'dmstest.product', key: ['id'] } as const;
const ID = from('PRODUCT_ID', bigint());
/** The first mapper takes the wrong column for the name. */
const WRONG = { id: ID, name: from('IS_ACTIVE', text()) };
const RIGHT = { id: ID, name: from('PRODUCT_NAME', text()) };

const force = async (key = changesKey()) =>
  void (await bench().query(`update dms_loader.object_load set reopened_at = now() where object_key = '${key}'`));

async function pair(
  more: Pick<Parameters<typeof defineTable>[0], 'onDelete' | 'beforeMerge' | 'afterMerge'>,
): Promise<readonly [wrong: Table, right: Table]> {
  const made = [WRONG, RIGHT].map(columns => defineTable({ ...COMMON, ...more, columns }));
  const [wrong, right] = made as [Table, Table];
  await migrate(bench().loader.database.connection, [wrong]);
  return [wrong, right];
}

describe('a table that marks deleted rows', () => {
  const all = () => bench().query('select id::int, name, _dms_deleted as gone from dmstest.product order by id');

  it('P3: has those corrected that stand, and none revived that a newer file or a sweep deleted', async () => {
    const [wrong, right] = await pair({ onDelete: 'mark' });
    const rows = [1n, 2n, 3n].map(id => ({ id, name: `right ${id}`, active: 'wrong' }));
    await deliver(bench(), { rows, table: wrong });
    await deliver(bench(), { rows: [{ op: 'D', id: 2n, active: 'wrong' }], table: wrong, key: changesKey(1) });
    await force();
    expect((await deliver(bench(), { rows, table: right })).counts).toMatchObject({ applied: 2, superseded: 1 });
    const [one, two, three] = [
      '{"id":1,"name":"right 1","gone":false}',
      '{"id":2,"name":"wrong","gone":true}',
      '{"id":3,"name":"right 3","gone":false}',
    ];
    expect(await all()).toEqual([one, two, three]);
    await clearOlderRows(
      bench().loader.database.connection,
      { table: right, beforeMicros: BigInt(Date.UTC(2026, 2, 2)) * 1000n, keptLoads: [] },
      { action: 'sweep', actor: 'test', detail: {}, seconds: 60 },
    );
    await force();
    expect((await deliver(bench(), { rows, table: right })).counts).toMatchObject({ applied: 0, superseded: 3 });
    expect(await all()).toEqual([one, two, three].map(line => line.replace('false', 'true')));
  });

  it('P3: keeps the mark of a delete in the forced file itself', async () => {
    const [wrong, right] = await pair({ onDelete: 'mark' });
    const rows = [
      { id: 1n, name: 'right', active: 'wrong' },
      { op: 'D', id: 1n },
    ];
    await deliver(bench(), { rows, table: wrong });
    await force();
    await deliver(bench(), { rows, table: right });
    expect(await all()).toEqual(['{"id":1,"name":"right","gone":true}']);
  });
});

describe('a mapping with SQL of its own', () => {
  it('P1: has it run once more, on rows that are corrected and on rows that stay', async () => {
    await bench().query('create table dmstest.seen (id bigint, name text)');
    const sql = {
      beforeMerge: 'update dms_stage set name = upper(name)',
      afterMerge: 'insert into dmstest.seen select id, name from dms_stage',
    };
    const [wrong, right] = await pair(sql);
    const rows = [
      { id: 1n, name: 'right', active: 'wrong' },
      { id: 2n, name: 'same', active: 'same' },
    ];
    await deliver(bench(), { rows, table: wrong });
    await force();
    expect((await deliver(bench(), { rows, table: right })).counts).toMatchObject({ applied: 1, unchanged: 1 });
    expect(await bench().query('select name from dmstest.product order by id')).toEqual(
      ['RIGHT', 'SAME'].map(name => JSON.stringify({ name })),
    );
    expect(await bench().query('select id::int, count(*)::int from dmstest.seen group by 1 order by 1')).toEqual([
      '{"id":1,"count":2}',
      '{"id":2,"count":2}',
    ]);
  });
});
