/** What the demo asks of the database, as PostgreSQL writes it. */
import type { Client } from 'pg';
import { COLUMNS, type Row } from './expected.ts';

const SELECTED = COLUMNS.map(name => `${name}::text`).join(', ');

export async function ask(database: Client, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  const { rows } = await database.query<(string | null)[]>({ text: sql, values: [...values], rowMode: 'array' });
  return rows;
}

/** Products whose number is in the list or above 50,000. */
export function products(database: Client, ids: readonly number[]): Promise<Row[]> {
  const sql = `select ${SELECTED} from dmstest.test_product where product_id = any($1) or product_id > 50000 order by dmstest.test_product.product_id`;
  return ask(database, sql, [ids]);
}

/** Products by their numbers. */
export function productsOf(database: Client, ids: readonly (string | null | undefined)[]): Promise<Row[]> {
  const sql = `select ${SELECTED} from dmstest.test_product where product_id = any($1) order by dmstest.test_product.product_id`;
  return ask(database, sql, [ids]);
}

/** Changes when any row of the target is written, be it with the values that it has: ctid and xmin say where and by whom. */
export function physicalState(database: Client): Promise<Row[]> {
  const sql =
    'select count(*)::text, sum(hashtextextended(ctid::text || xmin::text, 0))::text from dmstest.test_product';
  return ask(database, sql);
}
