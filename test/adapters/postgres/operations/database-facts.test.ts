import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { databaseFacts } from '../../../../adapters/postgres/operations/database-facts.ts';
import { bigint, text } from '../../../../domain/columns/index.ts';
import { defineTable, from } from '../../../../domain/table/index.ts';
import { ITEM } from '../../../factories/changes.ts';
import { useItemShop } from '../item-shop.ts';

const shop = useItemShop();

/** The shop's database for a role that exists while a test runs, and owns nothing. */
async function asRole<Result>(grants: string, use: (url: string) => Promise<Result>): Promise<Result> {
  const role = `doctor_${process.pid}`;
  await shop.sql.query(`create role ${role} login password 'p'; ${grants.replaceAll('ROLE', role)}`);
  const url = new URL(shop.url());
  url.username = role;
  url.password = 'p';
  try {
    return await use(url.href);
  } finally {
    await shop.sql.query(`drop owned by ${role}; drop role ${role}`);
  }
}

test('a server with ledger and targets as they should be is read so', async () => {
  const facts = await databaseFacts(shop.url(), [ITEM]);
  const { rows } = await shop.sql.query(
    "select current_setting('server_version_num')::int as version, current_user as role",
  );
  expect(facts).toMatchObject({
    ...rows[0],
    isReadOnly: false,
    synchronousCommit: 'on',
    hasAutovacuum: true,
    canMakeTemporary: true,
    timeouts: { statementMs: 0, transactionMs: 0 },
    pooling: 'direct',
    ledger: { missingRights: [] },
    targets: [{ target: 'shop.item', fault: undefined, notes: [], missingRights: [], cannotEvolve: false }],
  });
  expect(facts.ledger.versions).toEqual(facts.ledger.expected);
  expect(facts.ledger.expected.slice(0, 3)).toEqual([1, 2, 3]);
  expect(facts.connections.most - facts.connections.reserved).toBeGreaterThan(1);
  // Server and client share a clock.
  expect(Math.abs(facts.aheadMs)).toBeLessThan(5000);
});

test('settings of the role are read as a load would have them', async () => {
  const settings = `alter role ROLE set synchronous_commit = off; alter role ROLE set statement_timeout = '7s';
    alter role ROLE set default_transaction_read_only = on; alter role ROLE connection limit 9`;
  const facts = await asRole(settings, url => databaseFacts(url, []));
  expect(facts).toMatchObject({
    synchronousCommit: 'off',
    isReadOnly: true,
    timeouts: { statementMs: 7000 },
    connections: { limit: 9 },
  });
});

test('what a role may not do is named, table by table', async () => {
  const grants = `grant usage on schema dms_loader, shop to ROLE; grant select on all tables in schema dms_loader to ROLE;
    grant insert, update, delete on all tables in schema dms_loader to ROLE;
    revoke update on dms_loader.object_load from ROLE; grant select, insert, update on shop.item to ROLE`;
  const facts = await asRole(grants, url => databaseFacts(url, [ITEM]));
  expect(facts.ledger.missingRights).toEqual(['update on object_load']);
  expect(facts.targets).toMatchObject([{ fault: undefined, missingRights: ['delete'] }]);
});

test('a role that may see no ledger is told so, and the rest is read none the less', async () => {
  const facts = await asRole('', url => databaseFacts(url, [ITEM]));
  expect(facts.ledger.versions).toEqual([]);
  expect(facts.ledger.missingRights).toContain('select on object_load');
  expect(facts.targets[0]?.missingRights).toEqual(['select', 'insert', 'update', 'delete']);
});

test('a database without ledger and targets is read, and each target says what it lacks', async () => {
  await shop.sql.query('drop schema dms_loader cascade; drop schema shop cascade');
  const { ledger, targets } = await databaseFacts(shop.url(), [ITEM]);
  expect(ledger).toMatchObject({ versions: [], missingRights: [] });
  expect(targets).toMatchObject([
    {
      target: 'shop.item',
      fault: { reason: 'table shop.item: the table does not exist', remedy: 'run: `dms-loader migrate`' },
    },
  ]);
});

test('targets are held against their mappings, and what may refuse files is noted', async () => {
  await shop.sql.query('alter table shop.item drop column amount; alter table shop.item add unique (name)');
  const { targets } = await databaseFacts(shop.url(), [ITEM]);
  expect(targets[0]?.fault?.reason).toContain('column amount does not exist');
  expect(targets[0]?.notes).toEqual([expect.stringContaining('is checked row by row')]);
});

test('a target that the mapping adds columns to, and the role does not own, is told', async () => {
  const evolving = defineTable({
    source: 'SHOP.ITEM',
    target: 'shop.item',
    key: ['id'],
    contract: 'evolve',
    columns: { id: from('ID', bigint()), name: from('NAME', text()) },
  });
  expect((await databaseFacts(shop.url(), [evolving])).targets).toMatchObject([{ cannotEvolve: false }]);
  const facts = await asRole('', url => databaseFacts(url, [evolving]));
  expect(facts.targets).toMatchObject([{ cannotEvolve: true }]);
});

/** Gives its clients backend ids of its own, as poolers do, and each client a server of its own. */
async function withPooler<Result>(use: (url: string) => Promise<Result>): Promise<Result> {
  const { port, hostname } = new URL(shop.url());
  const server = createServer(client => {
    const upstream = connect(Number(port), hostname);
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      // BackendKeyData: `K`, the length 12, the id, a secret key.
      const at = chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
      client.write(
        at < 0 ? chunk : Buffer.concat([chunk.subarray(0, at + 5), Buffer.alloc(4, 1), chunk.subarray(at + 9)]),
      );
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('close', () => other.destroy()).on('error', () => other.destroy());
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(shop.url());
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  try {
    return await use(url.href);
  } finally {
    server.close();
  }
}

test('a pooler between is seen by its ids; one that leaves a client its server is of sessions', async () => {
  const facts = await withPooler(url => databaseFacts(url, []));
  expect(facts.pooling).toBe('session');
});

test('a database that does not answer, or is not there, is an error with its remedy', async () => {
  const nowhere = databaseFacts('postgres://u:p@127.0.0.1:1/x', []);
  await expect(nowhere).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  const url = new URL(shop.url());
  url.pathname = '/no_such_database';
  await expect(databaseFacts(url.href, [])).rejects.toMatchObject({ code: 'DATABASE_ACCESS' });
});
