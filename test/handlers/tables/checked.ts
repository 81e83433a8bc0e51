/** What LOADER_TABLES names for tests of `check`: one shape of table under different policies. */
import { integer, text } from '../../../domain/columns/index.ts';
import { defineSource, defineTable, from } from '../../../domain/table/index.ts';

const COLUMNS = { id: from('ID', integer()), name: from('NAME', text()), size: from('SIZE', integer()) };
const CSV_COLUMNS = ['ID', 'NAME', 'SIZE'];

const item = defineTable({
  source: 'SHOP.ITEM',
  target: 'shop.item',
  key: ['id'],
  columns: COLUMNS,
  csvColumns: CSV_COLUMNS,
});
const marked = defineTable({
  source: 'SHOP.MARKED',
  target: 'shop.marked',
  key: ['id'],
  columns: COLUMNS,
  csvColumns: CSV_COLUMNS,
  onDelete: 'mark',
});
const log = defineTable({ source: 'SHOP.LOG', target: 'shop.log', key: 'none', columns: COLUMNS });
const grown = defineTable({
  source: 'SHOP.GROWN',
  target: 'shop.grown',
  key: ['id'],
  columns: COLUMNS,
  contract: 'evolve',
});
const aside = defineTable({
  source: 'SHOP.ASIDE',
  target: 'shop.aside',
  key: ['id'],
  columns: COLUMNS,
  badRows: 'quarantine',
});

export default [
  item,
  marked,
  log,
  grown,
  aside,
  defineSource({ name: 'headed', csv: { header: true } }),
  defineSource({ name: 'transactions', prefix: 'txn/', csv: { header: false } }),
];
