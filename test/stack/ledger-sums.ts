/**
 * The sum rule over every load that the tests make: each row that was read counts once. The ledger's own CHECK constraint
 * holds it as well; this holds that the constraint was there, that no loaded object lacks its account, and that each row
 * that counts as quarantined is kept.
 */
import { Client } from 'pg';

/** Loads that this process looked at and did not tell the server of yet. */
let untold = 0;
/** All loads that this process looked at; a ledger that a fixture made anew is another one. */
const looked = new Set<string>();

/**
 * Looks at the ledger of a database as it is now; a database without one is fine. Gives the number of loads that no look
 * of this process saw before.
 * @throws Error that names each load that breaks the rule
 */
export async function lookAtLedger(client: Client): Promise<number> {
  const found = await client.query<{ ledger: string | null }>(
    "select to_regclass('dms_loader.table_load')::oid::text as ledger",
  );
  const ledger = found.rows[0]?.ledger ?? null;
  if (ledger === null) {
    return 0;
  }
  const loads = await client.query<{ id: string }>('select table_load_id as id from dms_loader.table_load');
  const before = looked.size;
  for (const { id } of loads.rows) {
    looked.add(`${client.database} ${ledger} ${id}`);
  }
  const news = looked.size - before;
  untold += news;
  const faults = await client.query<{ fault: string }>(FAULTS);
  if (faults.rows.length > 0) {
    const told = faults.rows.map(row => row.fault).join('; ');
    throw new Error(`P6: the ledger of ${client.database} breaks the sum rule: ${told}`);
  }
  return news;
}

const FAULTS = `select format('load %s read %s rows and accounts for %s', table_load_id, rows_read, accounted) as fault
from dms_loader.table_load,
  lateral (select rows_applied + rows_unchanged + rows_superseded + rows_quarantined) as a(accounted)
where rows_read is distinct from accounted
union all
select format('load %s counts %s quarantined rows and keeps %s', table_load_id, rows_quarantined, kept)
from dms_loader.table_load t, lateral (select count(*) from dms_loader.quarantined_row q
  where q.table_load_id = t.table_load_id and (released_at is null or released_as = 'dropped')) as k(kept)
where rows_quarantined <> kept
union all
select 'table_load has no validated constraint every_row_counts_once' where not exists (
  select from pg_constraint where conrelid = 'dms_loader.table_load'::regclass and conname = 'every_row_counts_once'
    and contype = 'c' and convalidated)
union all
select format('object %s is loaded and has no load', object_key) from dms_loader.object_load o
where state = 'loaded' and not exists (select from dms_loader.table_load t where t.object_load_id = o.object_load_id)`;

/** As `lookAtLedger`; what was looked at is told to the server, of whose database `postgres` the second URL is. */
export async function lookAndTell(url: string, serverUrl: string): Promise<void> {
  try {
    await within(url, async client => {
      // A test that failed may have left a lock behind.
      await client.query("set lock_timeout = '5s'");
      await lookAtLedger(client);
    });
  } finally {
    const telling = untold;
    untold = 0;
    if (telling > 0) {
      await within(serverUrl, client => client.query('insert into ledger_look (loads) values ($1)', [telling]));
    }
  }
}

/** Makes the place where looks are told of. */
export async function beginLooks(serverUrl: string): Promise<void> {
  await within(serverUrl, client => client.query('create table ledger_look (loads integer not null)'));
}

/** The number of loads that were looked at in the whole run. */
export async function countLooks(serverUrl: string): Promise<number> {
  const { rows } = await within(serverUrl, client =>
    client.query<{ loads: number }>('select coalesce(sum(loads), 0)::int as loads from ledger_look'),
  );
  return rows[0]?.loads ?? 0;
}

async function within<Result>(url: string, use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
