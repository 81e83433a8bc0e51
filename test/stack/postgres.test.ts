import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { describe, expect, inject, it } from 'vitest';
import { createDatabase, dropDatabase, startPostgres } from './postgres.ts';
import { useTestDatabase } from './test-database.ts';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows[0] ?? [];
  } finally {
    await client.end();
  }
}

describe('the database of a test file', () => {
  const database = useTestDatabase();

  it('is an empty one in UTF-8 that sorts by code point', async () => {
    const rows = await ask(
      database.url,
      "SELECT pg_encoding_to_char(encoding), datlocale, (SELECT count(*)::int FROM information_schema.tables WHERE table_schema = 'public') FROM pg_database WHERE datname = current_database()",
    );
    expect(rows).toEqual(['UTF8', 'C.UTF-8', 0]);
  });

  it('listens on this machine only and asks for the password', async () => {
    expect(await ask(database.url, "SELECT current_setting('listen_addresses')")).toEqual(['127.0.0.1']);
    const wrong = Object.assign(new URL(database.url), { password: 'wrong' }).href;
    await expect(ask(wrong, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });
});

describe('databases', () => {
  it('are separate, and are dropped while somebody is connected', async () => {
    const [one, other] = [await createDatabase(inject('postgresUrl')), await createDatabase(inject('postgresUrl'))];
    await ask(one, 'CREATE TABLE here (id int)');
    expect(await ask(other, "SELECT to_regclass('here')")).toEqual([null]);
    const guest = new Client({ connectionString: one });
    await guest.connect();
    const faults: string[] = [];
    guest.on('error', fault => faults.push(fault.message));
    await dropDatabase(one);
    await expect.poll(() => faults).toContain('terminating connection due to administrator command');
    await expect(ask(one, 'SELECT 1')).rejects.toThrow('does not exist');
    await dropDatabase(other);
  });
});

describe('a server of its own', () => {
  it('takes its settings, and leaves neither process nor folder when it is stopped', async () => {
    const postgres = await startPostgres({ fsync: 'on' });
    const [fsync, folder] = await ask(
      postgres.url,
      "SELECT current_setting('fsync'), current_setting('data_directory')",
    );
    expect(fsync).toBe('on');
    expect(existsSync(String(folder))).toBe(true);
    await postgres.stop();
    await postgres.stop();
    expect(existsSync(String(folder))).toBe(false);
    await expect(ask(postgres.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  it.each([
    ['SIGINT', ''],
    ['SIGTERM', ''],
    ['an uncaught error', 'throw new Error("planned");'],
  ])('ends with its process on %s and leaves nothing behind', async (cause, code) => {
    const temporary = await mkdtemp(join(tmpdir(), 'dms-loader-test-'));
    // The server's own account must be able to enter.
    await chmod(temporary, 0o755);
    const module = JSON.stringify(resolve(import.meta.dirname, 'postgres.ts'));
    const program = `import { startPostgres } from ${module}; console.log((await startPostgres()).url); ${code} setInterval(() => 0, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(child, 'close');
    const [line] = await once(child.stdout, 'data');
    const url = String(line).trim();
    if (code === '') {
      expect(await ask(url, 'SELECT 1')).toEqual([1]);
      child.kill(cause as NodeJS.Signals);
    }
    await ended;
    await expect.poll(() => answer(url), { timeout: 10_000 }).toContain('ECONNREFUSED');
    expect(await readdir(temporary)).toEqual([]);
    await rm(temporary, { recursive: true });
  });
});

function answer(url: string): Promise<string> {
  return ask(url, 'SELECT 1').then(String, String);
}
