import { describe, expect, it } from 'vitest';
import { bigint, numeric, text } from '../../domain/columns/index.ts';
import { defineTable, from } from '../../domain/table/index.ts';
import { rowHistory } from '../../pipeline/row-history.ts';
import { CUSTOMER, ORDERS, txnFile, txnKey } from '../factories/shop.ts';
import { useShop } from './shop-bench.ts';

const stock = defineTable({
  source: 'SHOP.STOCK',
  target: 'shop.stock',
  key: ['place', 'id'],
  badRows: 'quarantine',
  budget: { rows: 2 },
  columns: { id: from('ID', bigint()), place: from('PLACE', text()), weight: from('WEIGHT', numeric(9, 3)) },
  csvColumns: ['ID', 'PLACE', 'WEIGHT', 'BI_ID'],
});
const shop = useShop([CUSTOMER, ORDERS, stock]);
const KEY = (day: number) => `shop/stock/2026010${day}-000000000.csv`;
const AT = (day: number) => BigInt(Date.UTC(2026, 0, day)) * 1000n;

const put = (day: number, ...rows: readonly string[]) => shop().announce(KEY(day), Buffer.from(`${rows.join('\n')}\n`));

async function historyOf(id: string, most: { mostFiles?: number; sinceMs?: number } = {}, table = stock) {
  const { loader } = shop();
  const { traces } = loader.database;
  const key = table === stock ? ['here', id] : [id];
  const trace = await traces.row(table, key);
  const request = { table, key, trace, mostFiles: 50, sinceMs: undefined, seconds: 60, ...most };
  return await rowHistory(request, traces, loader);
}

const told = ({ lines }: Awaited<ReturnType<typeof historyOf>>) =>
  lines.map(({ writtenAtMicros, row, op, from: left, to, fate }) => [
    Number((writtenAtMicros - AT(1)) / 86_400_000_000n) + 1,
    row,
    op,
    left?.join() ?? to?.join() ?? '',
    fate.kind === 'superseded' ? `superseded by row ${fate.by.row}` : fate.kind,
  ]);

describe('the history of a row', () => {
  it('P3: has every change of its key in the order of positions, whatever the order of arrival', async () => {
    await put(3, 'D,7,here,,', 'I,7,here,3,');
    await put(1, 'I,7,here,1,', 'I,7,there,1,', 'U,7,here,2,');
    await put(4, 'I,8,here,1,');
    await put(2, 'U,7,here,2,');
    const history = await historyOf('07');
    expect(told(history)).toEqual([
      [1, 1, 'I', '', 'superseded by row 3'],
      [1, 3, 'U', '', 'superseded by row 1'],
      [2, 1, 'U', '', 'superseded by row 1'],
      [3, 1, 'D', '', 'superseded by row 2'],
      [3, 2, 'I', '', 'stands'],
    ]);
    expect(history).toMatchObject({ files: 4, hasOlder: false, unread: [] });
    expect(history.lines[0]).toMatchObject({ object: `s3://landing/${KEY(1)}`, state: 'loaded' });
  });

  it('shows a changed key at both keys', async () => {
    await put(1, 'I,7,here,1,');
    await put(2, 'U,9,here,1,7');
    expect(told(await historyOf('7'))).toEqual([
      [1, 1, 'I', '', 'superseded by row 1'],
      [2, 1, 'U', 'here,9', 'stands'],
    ]);
    expect(told(await historyOf('9'))).toEqual([[2, 1, 'U', 'here,7', 'stands']]);
  });

  it('ends with the delete of a row that is gone', async () => {
    await put(1, 'I,7,here,1,');
    await put(2, 'D,7,here,,');
    expect(told(await historyOf('7')).map(line => line[4])).toEqual(['superseded by row 1', 'stands']);
  });

  it('names rows that are set aside, files that are not loaded, and files that are gone', async () => {
    await put(1, 'I,7,here,1,');
    await put(2, 'U,7,here,heavy,', 'I,1,x,1,', 'I,2,x,1,', 'I,3,x,1,');
    const bad = ['I,6,here,x,', 'I,7,here,1,', 'I,8,here,x,', 'I,9,here,x,'];
    expect(await put(3, ...bad)).toMatchObject({ outcome: 'rejected' });
    await put(4, 'I,7,there,1,');
    shop().store.remove(KEY(4));
    const history = await historyOf('7');
    expect(told(history)).toEqual([
      [1, 1, 'I', '', 'stands'],
      [2, 1, 'U', '', 'set aside'],
      [3, 2, 'I', '', 'not loaded'],
    ]);
    expect(history.unread).toMatchObject([{ object: `s3://landing/${KEY(4)}`, error: { code: 'OBJECT_MISSING' } }]);
  });

  it('says of a change of which nothing is left that it is not there any more', async () => {
    await put(1, 'I,7,here,1,');
    await shop().rows('delete from shop.stock');
    expect(told(await historyOf('7'))).toEqual([[1, 1, 'I', '', 'not there any more']]);
  });

  it('reads the newest files only, and says that there are older ones', async () => {
    await put(1, 'I,7,here,1,');
    await put(2, 'U,7,here,2,');
    const newest = await historyOf('7', { mostFiles: 1 });
    expect(told(newest)).toEqual([[2, 1, 'U', '', 'stands']]);
    expect(newest.hasOlder).toBe(true);
    expect((await historyOf('7', { sinceMs: Date.UTC(2026, 0, 2) })).lines).toHaveLength(1);
  });

  it('fact 26: counts the rows of a file of transactions over the whole file', async () => {
    const rows = [
      ['I', 'ORDERS', 'SHOP', '10', '1', '5'],
      ['I', 'CUSTOMER', 'SHOP', '1', 'Ann'],
      ['U', 'CUSTOMER', 'SHOP', '1', 'Anne'],
    ];
    await shop().announce(txnKey('20260101000000000'), txnFile(rows));
    expect(told(await historyOf('1', {}, CUSTOMER))).toEqual([
      [1, 2, 'I', '', 'superseded by row 3'],
      [1, 3, 'U', '', 'stands'],
    ]);
  });
});
