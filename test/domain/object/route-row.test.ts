import { describe, expect, test } from 'vitest';
import { readKey } from '../../../domain/object/key.ts';
import { makeRoutes, type Routes, routeKey } from '../../../domain/object/route.ts';
import { routeRow } from '../../../domain/object/route-row.ts';
import { DEFAULT_SOURCE, type Source } from '../../../domain/table/source.ts';
import type { Table } from '../../../domain/table/table.ts';
import { ITEM } from '../../factories/changes.ts';
import { thrownBy } from '../../factories/thrown.ts';

const LISTED: Table = { ...ITEM, csvColumns: ['ID', 'NAME', 'AMOUNT'] };
const UNLISTED: Table = {
  ...ITEM,
  source: { schema: 'SHOP', table: 'ORDERS' },
  target: { schema: 'shop', table: 'orders' },
};
const ROUTES = makeRoutes([LISTED, UNLISTED], []);
const ERP: Source = { ...DEFAULT_SOURCE, name: 'erp', prefix: 'erp', ignore: ['SHOP.TMP_*', 'OLD.ITEM'] };

function refused(schema: string, table: string, routes: Routes = ROUTES) {
  return thrownBy(() => routeRow({ schema, table }, ERP, routes));
}

describe('fact 26: a file of transactions', () => {
  test('has the source of its key, and no table', () => {
    const key = readKey('erp/cdc/CDC_TXN-20201117153046033.csv');
    const routes = makeRoutes([LISTED], [ERP]);
    expect(key && routeKey(key, routes, 'landing')).toMatchObject({ kind: 'rows', source: ERP });
    const elsewhere = readKey('shop/item/CDC_TXN-20201117153046033.csv');
    expect(elsewhere && routeKey(elsewhere, routes, 'landing')).toMatchObject({ code: 'TABLE_NOT_MAPPED' });
  });
});

describe('fact 26: a row that names its table', () => {
  test.each([
    ['SHOP', 'ITEM'],
    ['shop', 'Item'],
  ])('goes to the mapped table of that name, without regard to case: %s %s', (schema, table) => {
    expect(routeRow({ schema, table }, ERP, ROUTES)).toEqual({
      kind: 'table',
      table: LISTED,
      columns: ['ID', 'NAME', 'AMOUNT'],
    });
  });

  test('is left out by the ignore list of its source, which wins over a mapping', () => {
    expect(routeRow({ schema: 'shop', table: 'tmp_1' }, ERP, ROUTES)).toEqual({
      kind: 'ignored',
      pattern: 'SHOP.TMP_*',
    });
    const source = { ...ERP, ignore: ['SHOP.ITEM'] };
    expect(routeRow({ schema: 'SHOP', table: 'ITEM' }, source, ROUTES)).toEqual({
      kind: 'ignored',
      pattern: 'SHOP.ITEM',
    });
  });

  test('is refused with the remedy if its table is neither mapped nor ignored', () => {
    const error = refused('SHOP', 'ITEMS');
    expect(error.code).toBe('TABLE_NOT_MAPPED');
    expect(error.message).toBe(
      '"SHOP.ITEMS" is a table without a mapping (did you mean SHOP.ITEM?); add domain/tables/items.ts with source "SHOP.ITEMS", or "SHOP.ITEMS" to the ignore list of source erp; nothing of the file was loaded',
    );
    expect(refused('SHOP', 'X', { ...ROUTES, module: '/srv/tables.ts' }).message).toContain(
      'add a table to /srv/tables.ts',
    );
  });

  test('is refused with another remedy if what stands there is no name of a table', () => {
    expect(refused('7', '2026-01-31').message).toContain(
      'a row of a file of transactions begins with Op, table and schema',
    );
  });

  test.each([
    ['', 'shop/item'],
    ['shop/item', ''],
    ['SHOP/IT', 'EM'],
  ])('is not taken for another by a slash: %s %s', (schema, table) => {
    expect(refused(schema, table).code).toBe('TABLE_NOT_MAPPED');
  });

  test('P11: is refused in short words however long its name is', () => {
    expect(refused('S'.repeat(5_000_000), 'T'.repeat(5_000_000)).message.length).toBeLessThan(1000);
  });

  test('is refused if the mapping does not name its columns: such a file has no header', () => {
    const error = refused('SHOP', 'ORDERS');
    expect(error.code).toBe('CSV_COLUMNS_UNKNOWN');
    expect(error.message).toContain('list all columns of the source table in csvColumns of the mapping');
  });
});
