/** A real PostgreSQL server for tests, demo and benchmarks: its own folder, its own port, gone when it is stopped. */
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Account, findBinaries, serverAccount } from './postgres/binaries.ts';
import { runToEnd, startServer, stopServer } from './postgres/server.ts';

export interface Postgres {
  /** Of the superuser and the database `postgres`, with the password. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Speed instead of durability: what a crash of the machine would lose is thrown away at the end anyway. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  fsync: 'off',
  full_page_writes: 'off',
};

/**
 * Starts a server on a free port of 127.0.0.1: UTF-8, C.UTF-8, scram with a random password.
 * @param settings of the server, over the defaults: `{ fsync: 'on' }` where durability is to be measured.
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<Postgres> {
  const account = await serverAccount();
  const folder = await mkdtemp(join(tmpdir(), 'dms-loader-postgres-'));
  const password = randomBytes(18).toString('base64url');
  try {
    await give(folder, account);
    const binaries = await findBinaries(account, folder);
    const data = join(folder, 'data');
    await initialise(binaries.initdb, { folder, data, password, account });
    const port = await freePort();
    const flags = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = await startServer(binaries.postgres, ['-D', data, '-p', `${port}`, ...flags], { account, folder });
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      port,
      stop: () => stopServer(server),
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Makes an empty database on the server of `url`; gives its URL. Some 50 ms. */
export async function createDatabase(url: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(url, `CREATE DATABASE ${name} TEMPLATE template0`);
  return databaseUrl(url, name);
}

/** Drops the database of `url`; whoever is connected is cut off. */
export async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await execute(databaseUrl(url, 'postgres'), `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function databaseUrl(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

async function initialise(
  initdb: string,
  place: { folder: string; data: string; password: string; account: Account | undefined },
): Promise<void> {
  const passwordFile = join(place.folder, 'password');
  await writeFile(passwordFile, `${place.password}\n`, { mode: 0o600 });
  await give(passwordFile, place.account);
  // The builtin provider sorts by code point on every platform, whatever locales the machine has.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  await runToEnd(initdb, [`--pgdata=${place.data}`, '--no-sync', ...locale, ...access], place.account);
  await rm(passwordFile);
}

async function give(path: string, account: Account | undefined): Promise<void> {
  if (account !== undefined) {
    await chown(path, account.uid, account.gid);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
