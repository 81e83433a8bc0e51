/** Rows that are set aside commit with the load that counts them, or not at all. */
import { describe, expect, test } from 'vitest';
import type { QuarantinedRow } from '../../../domain/ports/set-aside.ts';
import { type ItemFile, itemBatch } from '../../factories/changes.ts';
import { begun, useItemShop } from './item-shop.ts';

const shop = useItemShop();

const BAD: QuarantinedRow = {
  source: { row: 2, cells: [{ name: 'ID', type: { kind: 'text' }, value: 'two' }] },
  writtenAtMicros: 1000n,
  faults: [{ row: 2, column: 'ID', value: 'two', reason: 'is no number', remedy: 'correct it' }],
};

const kept = async () => (await shop.sql.query('select row_number::int from dms_loader.quarantined_row')).rows;

describe.each([
  ['as parameters', 2],
  ['staged', 501],
])('a load %s that sets a row aside', (_, rowCount) => {
  const file: ItemFile = { key: 'a', writtenAtMicros: 1000n, rows: [['I', 1n, 'one', 1]], rowCount };

  test('P1: keeps it by its own commit: none is lost when the connection ends behind that', async () => {
    const { proxy, db } = await shop.proxied();
    const load = await begun(db, file);
    await load.add(itemBatch(file));
    load.quarantine([BAD]);
    proxy.swallowAnswerTo('insert into dms_loader.table_load');
    const counts = { read: 2, applied: 1, unchanged: 0, superseded: 0, quarantined: 1 };
    expect(await load.commit()).toMatchObject({ kind: 'loaded', counts });
    expect(await kept()).toEqual([{ row_number: 2 }]);
  });

  test('P1: does not keep it when the ledger refuses the load', async () => {
    const load = await begun(shop.database(), file);
    await load.add(itemBatch(file));
    load.quarantine([BAD]);
    await shop.sql.query('alter table dms_loader.load_attempt add constraint none check (false) not valid');
    await expect(load.commit()).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
    await load.abandon();
    expect(await kept()).toEqual([]);
  });
});
