/** Tables under different policies, files of them in a folder, and the command line over both. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { LoaderError } from '../../domain/errors.ts';
import type { Call } from '../../handlers/cli/command.ts';
import { QUARANTINE_COMMANDS } from '../../handlers/cli/commands/quarantine.ts';
import { runCheck } from '../../handlers/cli/files/check.ts';
import { runLoad } from '../../handlers/cli/files/load.ts';
import { loadRoutes } from '../../handlers/tables.ts';
import { keptOutput } from '../doubles/output.ts';
import { useTestDatabase } from '../stack/test-database.ts';
import { type CliRun, runCli } from './run-cli.ts';

const TABLES = fileURLToPath(new URL('tables/checked.ts', import.meta.url));

const COMMANDS = { check: runCheck, load: runLoad };

/** What the document of a command says of one file. */
interface Checked {
  readonly outcome: string;
  readonly tables: readonly Readonly<Record<string, unknown>>[];
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly notes: readonly string[];
}

export interface CheckShop {
  environment(): Readonly<Record<string, string>>;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Writes a file; the lines are joined. Gives its path. */
  file(key: string, ...lines: readonly string[]): Promise<string>;
  /** What a command says of one file, run in this process. */
  run(command: keyof typeof COMMANDS, path: string): Promise<Checked & { readonly exitCode: number }>;
  /** The same in a process of its own, as a shell would. */
  cli(...args: readonly string[]): Promise<CliRun>;
  /** `quarantine`, the action first, run in this process. */
  quarantine(
    args: readonly string[],
    options?: Call['options'],
  ): Promise<{ exitCode: number; text: string; document: unknown }>;
  /** Of a command that goes over no files. */
  cliAlone(...args: readonly string[]): Promise<CliRun>;
  /** As a role whose password is `secret`. */
  cliAs(role: string, ...args: readonly string[]): Promise<CliRun>;
  /** Every row of every table, the ledger's too, and the columns of all; a sequence may go on. */
  dump(): Promise<unknown>;
}

export function useCheckShop(): CheckShop {
  const database = useTestDatabase();
  let sql: pg.Client;
  let folder: string;
  beforeAll(async () => {
    sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
    folder = await mkdtemp(join(tmpdir(), 'dms-loader-check-'));
  });
  beforeEach(async () => {
    await sql.query('drop schema if exists dms_loader cascade; drop schema if exists shop cascade');
    const migrating = connectDatabase({ url: database.url });
    await migrate(migrating.connection, [...(await loadRoutes(TABLES)).tables.values()]);
    await migrating.close();
  });
  afterAll(async () => {
    await sql.end();
    await rm(folder, { recursive: true });
  });
  const environment = () => ({ DATABASE_URL: database.url, LOADER_TABLES: TABLES });
  const query: CheckShop['query'] = async text => (await sql.query<Record<string, unknown>>(text)).rows;
  const shop: CheckShop = {
    environment,
    query,
    async file(key, ...lines) {
      const path = join(folder, key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `${lines.join('\n')}\n`);
      return path;
    },
    cli: (...args) => runCli([...args, '--as', 's3://landing/', '--root', folder], environment()),
    async quarantine([name, ...args], options = {}) {
      const command = QUARANTINE_COMMANDS.find(one => one.name === `quarantine ${name}`);
      const { output, said } = keptOutput();
      const exitCode = await command?.run({ args, options, environment: environment(), output }, new Command());
      return { exitCode: exitCode ?? Number.NaN, text: said.text, document: said.document };
    },
    cliAlone: (...args) => runCli(args, environment()),
    cliAs(role, ...args) {
      const url = Object.assign(new URL(database.url), { username: role, password: 'secret' });
      const all = [...args, '--as', 's3://landing/', '--root', folder];
      return runCli(all, { ...environment(), DATABASE_URL: url.href });
    },
    async run(command, path) {
      const { output, said } = keptOutput({ isJson: true });
      const options = { as: 's3://landing/', root: folder };
      const exitCode = await COMMANDS[command]({ args: [path], options, environment: environment(), output });
      const { objects } = JSON.parse(JSON.stringify(said.document, plain)) as { objects: readonly [Checked] };
      return { ...objects[0], exitCode };
    },
    async dump() {
      const tables = await query(`select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
        from information_schema.tables where table_schema in ('shop', 'dms_loader') and table_type = 'BASE TABLE' order by 1`);
      const rows: unknown[] = [];
      for (const { name } of tables) {
        rows.push([name, await query(`select to_jsonb(t) as row from ${String(name)} t order by to_jsonb(t)::text`)]);
      }
      const columns =
        await query(`select table_schema, table_name, column_name, data_type from information_schema.columns
        where table_schema in ('shop', 'dms_loader') order by 1, 2, ordinal_position`);
      return { rows, columns };
    },
  };
  return shop;
}

/** As the command line writes errors. */
function plain(_name: string, value: unknown): unknown {
  return value instanceof LoaderError ? { code: value.code, message: value.message } : value;
}
