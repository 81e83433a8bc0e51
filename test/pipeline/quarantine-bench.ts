import { bigint, date, numeric, text, yesNo } from '../../domain/columns/index.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineTable, from } from '../../domain/table/index.ts';
import type { Budget, Table } from '../../domain/table/table.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { LoadResult } from '../../pipeline/loader.ts';
import { type RetryResult, retryQuarantine } from '../../pipeline/retry-quarantine.ts';
import { type ProductRow, productFile } from '../factories/product-file.ts';
import { attemptOf, type Bench } from './bench.ts';

/** How a test's mapping differs from the others. */
export interface Mapping {
  readonly budget?: Partial<Budget>;
  /** IS_ACTIVE is mapped as it is. */
  readonly anyActive?: boolean;
  /** REG_DATE is not mapped. */
  readonly anyDate?: boolean;
  /** PRODUCT_NAME is not mapped. */
  readonly noName?: boolean;
}

/** Products whose bad rows are set aside: IS_ACTIVE is Y or N, REG_DATE a date, unless the mapping is mended. */
export function products({ budget, anyActive, anyDate, noName }: Mapping = {}): Table {
  return defineTable({
    source: 'DMSTEST.TEST_PRODUCT',
    target: 'dmstest.test_product',
    key: ['product_id'],
    columns: {
      product_id: from('PRODUCT_ID', bigint()),
      ...(noName === true ? {} : { product_name: from('PRODUCT_NAME', text({ nul: 'refuse' })) }),
      ...(anyActive === true ? { description: from('IS_ACTIVE', text()) } : { is_active: from('IS_ACTIVE', yesNo()) }),
      ...(anyDate === true ? {} : { registered_on: from('REG_DATE', date('YYYYMMDD')) }),
      price: from('PRICE', numeric(15, 2)),
    },
    csvColumns: ['PRODUCT_ID', 'PRODUCT_NAME', 'IS_ACTIVE', 'REG_DATE', 'PRICE'],
    badRows: 'quarantine',
    ...(budget === undefined ? {} : { budget }),
  });
}

const WRITTEN = Date.UTC(2026, 2, 1, 1, 2, 3, 456);

/** Key of a file of changes, so many seconds later than the first. */
export function changesKey(second = 0): string {
  const [day = '', time = ''] = new Date(WRITTEN + second * 1000).toISOString().split('T');
  return `dmstest/test_product/${day.replaceAll('-', '')}-${time.replaceAll(/\D/gu, '')}.parquet`;
}

export interface Delivery {
  readonly rows?: readonly ProductRow[];
  /** Of a file of another form. */
  readonly bytes?: Uint8Array;
  readonly key?: string;
  readonly table?: Table;
  readonly rowGroupRows?: number;
}

/** Puts a file of products and loads it as an event announces it. */
export function deliver(bench: Bench, { rows = [], bytes, key, table, rowGroupRows }: Delivery): Promise<LoadResult> {
  const place = bench.store.put(key ?? changesKey(), bytes ?? productFile(rows, rowGroupRows));
  const routes = makeRoutes([table ?? products()], []);
  return loadObject(place, attemptOf(), { ...bench.loader, routes });
}

export function retry(bench: Bench, table: Table, isRehearsal = false): Promise<readonly RetryResult[]> {
  const loader = { ...bench.loader, routes: makeRoutes([table], []) };
  return retryQuarantine({ table, seconds: 60, actor: 'tester', isRehearsal }, loader.database.quarantine, loader);
}

/** So many sound rows, from the given id on. */
export function soundRows(count: number, firstId = 1): ProductRow[] {
  return Array.from({ length: count }, (_, at) => ({ id: BigInt(firstId + at), active: 'Y' }));
}
