import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { connectDatabase, type PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { migrate } from '../../../adapters/postgres/migrate.ts';
import type { Load } from '../../../domain/ports/load.ts';
import { ITEM, type ItemFile, itemIntent } from '../../factories/changes.ts';
import { type CuttingProxy, startCuttingProxy } from '../../stack/cutting-proxy.ts';
import { useTestDatabase } from '../../stack/test-database.ts';

/** The table ITEM, migrated and empty before each test, and ways to it that are closed after each. */
export interface ItemShop {
  /** For what the loader does not do. */
  sql: pg.Client;
  url(): string;
  database(url?: string): PostgresDatabase;
  /** A database behind a connection that can be cut. */
  proxied(): Promise<{ proxy: CuttingProxy; db: PostgresDatabase }>;
  items(): Promise<unknown[]>;
}

export function useItemShop(): ItemShop {
  const postgres = useTestDatabase();
  let opened: { close(): Promise<void> | void }[] = [];
  const shop: ItemShop = {
    sql: new pg.Client(),
    url: () => postgres.url,
    database(url = postgres.url) {
      const made = connectDatabase({ url });
      opened.push(made);
      return made;
    },
    async proxied() {
      const proxy = await startCuttingProxy(postgres.url);
      opened.push(proxy);
      return { proxy, db: shop.database(proxy.url) };
    },
    async items() {
      const text = 'select id, name, amount from shop.item order by id';
      return (await shop.sql.query({ text, rowMode: 'array' })).rows;
    },
  };
  beforeAll(async () => {
    shop.sql = new pg.Client({ connectionString: postgres.url });
    await shop.sql.connect();
  });
  beforeEach(async () => {
    await shop.sql.query('drop schema if exists dms_loader cascade; drop schema if exists shop cascade');
    await migrate(shop.database().connection, [ITEM]);
  });
  afterEach(async () => {
    await Promise.all(opened.map(one => one.close()));
    opened = [];
  });
  afterAll(() => shop.sql.end());
  return shop;
}

/** A load that was let begin; `rowCount` over 500 makes it a copied one. */
export async function begun(db: PostgresDatabase, file: ItemFile): Promise<Load> {
  const load = await db.beginLoad(itemIntent(file));
  if ('kind' in load) {
    throw new Error(`the load was refused: ${load.kind}`);
  }
  return load;
}

/** What a load answers. */
export function counted(...[read, applied, unchanged, superseded]: readonly [number, number, number, number]) {
  return { kind: 'loaded', counts: { read, applied, unchanged, superseded, quarantined: 0 } };
}
