/** A replay with --force that dies in the middle of its work, and one that finds no database. */
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { CUSTOMER, ORDERS } from '../factories/shop.ts';
import { startCli } from '../handlers/run-cli.ts';
import { useStack } from '../handlers/stack.ts';
import { TABLES_MODULE } from './support/mess.ts';

const FILES = 80;
const stack = useStack();
let environment: Record<string, string>;

beforeAll(async () => {
  environment = { ...stack().environment, LOADER_TABLES: TABLES_MODULE };
  const database = connectDatabase({ url: stack().databaseUrl });
  await migrate(database.connection, [CUSTOMER, ORDERS]);
  await database.close();
  for (let file = 0; file < FILES; file += 1) {
    const key = `erp/shop/customer/20260301-1200${String(10_000 + file)}.csv`;
    await stack().put(key, Buffer.from(`I,${file},right\nI,${FILES},${file}\n`));
  }
}, 60_000);

const replay = (...more: readonly string[]) => {
  const args = ['replay', `s3://${stack().bucket}/erp/shop/`, '--via', 'direct', '--yes', '--json', ...more];
  return startCli(args, environment);
};
const wrong = async () => (await stack().query("select id from shop.customer where name = 'wrong'")).length;
const versions = () => stack().query('select xmin::text, id::int from shop.customer order by id');

test('P1: killed midway and repeated, it corrects each row once and leaves no file open', {
  timeout: 120_000,
}, async () => {
  expect((await replay().ended).exitCode).toBe(0);
  await stack().query("update shop.customer set name = 'wrong'");
  const first = replay('--force');
  while ((await wrong()) > FILES - 10) {
    await pause(5);
  }
  first.process.kill('SIGKILL');
  await first.ended;
  const left = await wrong();
  expect(left).toBeGreaterThan(0);
  const before = await versions();
  const again = await replay('--force').ended;
  expect(again.exitCode).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({
    done: { outcomes: { loaded: FILES }, reopened: FILES, rows: { read: 2 * FILES, applied: left } },
  });
  expect((await versions()).filter(line => !before.includes(line))).toHaveLength(left);
  expect(await stack().query("select id::int, name from shop.customer where name <> 'right'")).toEqual([
    JSON.stringify({ id: FILES, name: String(FILES - 1) }),
  ]);
  expect(await stack().query('select 1 from dms_loader.object_load where reopened_at is not null')).toEqual([]);
  expect(
    await stack().query(
      `select detail ? 'result' as ended from dms_loader.operator_action order by operator_action_id`,
    ),
  ).toEqual([true, false, true].map(ended => JSON.stringify({ ended })));
});

test('P12: without a database it says so once, with what to look at', async () => {
  const args = ['replay', `s3://${stack().bucket}/erp/shop/`];
  const { exitCode, stderr, stdout } = await startCli(args, {
    ...environment,
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
  }).ended;
  expect(exitCode).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('check that PostgreSQL runs and that DATABASE_URL names its host and port');
  expect(stderr.split('DATABASE_URL')).toHaveLength(2);
});
