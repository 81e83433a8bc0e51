import type pg from 'pg';
import type { LoaderError } from '../../domain/errors.ts';
import { type Table, targetName } from '../../domain/table/table.ts';
import { checkTarget } from './check-target.ts';
import type { Connection } from './connection.ts';
import { constraintNotes } from './constraint-notes.ts';
import { databaseError } from './errors.ts';
import { LEDGER } from './migrations/0001-ledger.ts';
import { ROWS_SET_ASIDE } from './migrations/0002-rows-set-aside.ts';
import { FILES_IN_PART } from './migrations/0003-files-in-part.ts';
import { OPERATORS } from './migrations/0004-operators.ts';
import { tryOwnSql } from './own-sql.ts';
import { describeTarget, type TargetRow } from './sql/describe-target.ts';
import { targetDdl } from './target-ddl.ts';

const MIGRATIONS = [LEDGER, ROWS_SET_ASIDE, FILES_IN_PART, OPERATORS];

/** What the ledger of this package has. */
export const LEDGER_VERSIONS: readonly number[] = MIGRATIONS.map(({ version }) => version);

const PREPARE = `create schema if not exists dms_loader;
create table if not exists dms_loader.schema_version (
  version integer primary key,
  name text not null,
  applied_at timestamptz not null default now()
)`;

/** Two migrators at once: the second waits, then finds nothing to do. */
const LOCK = "select pg_advisory_xact_lock(hashtextextended('migrate', 0))";

export interface Migrated {
  /** Mappings whose own SQL does not work: their files will fail until it does. */
  readonly problems: readonly LoaderError[];
  /** Names of the migrations of the ledger that were applied now. */
  readonly ledger: readonly string[];
  /** Targets made or readied and checked. */
  readonly targets: readonly string[];
  /** What is not wrong with the targets, and still to be known, as sentences. */
  readonly notes: readonly string[];
}

/** The SQL that `migrate` would run on an empty database, to be read or run by someone else. */
export function migrationSql(tables: readonly Table[]): string {
  const ledger = MIGRATIONS.map(
    ({ version, name, sql }) =>
      `${sql.trim()}\n\ninsert into dms_loader.schema_version (version, name) values (${version}, '${name}');`,
  );
  const targets = tables.flatMap(targetDdl).map(statement => `${statement};`);
  return `begin;\n${PREPARE};\n\n${ledger.join('\n\n')}\n\n${targets.join('\n\n')}\ncommit;\n`;
}

/**
 * Brings the ledger to the version of this package, then makes or readies the target of each mapping, in one transaction.
 * Then the mappings' own SQL is tried.
 * @throws LoaderError TARGET_NOT_MIGRATED when an existing target does not fit its mapping; nothing is changed then
 */
export async function migrate(connection: Connection, tables: readonly Table[]): Promise<Migrated> {
  const client = await connection.client();
  try {
    await client.query('begin');
    await client.query(LOCK);
    await client.query(PREPARE);
    const { rows } = await client.query<{ version: number }>('select version from dms_loader.schema_version');
    const missing = MIGRATIONS.filter(({ version }) => !rows.some(row => row.version === version));
    for (const { version, name, sql } of missing) {
      await client.query(sql);
      await client.query('insert into dms_loader.schema_version (version, name) values ($1, $2)', [version, name]);
    }
    const notes: string[] = [];
    for (const table of tables) {
      for (const statement of targetDdl(table)) {
        await client.query(statement);
      }
      const found = await client.query<TargetRow>(describeTarget(table));
      checkTarget(table, found.rows[0]);
      notes.push(...(await constraintNotes(client, table)));
    }
    await client.query('commit');
    const problems = await triedSql(client, tables);
    return { ledger: missing.map(({ name }) => name), targets: tables.map(targetName), notes, problems };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw databaseError(error);
  }
}

/** By now the targets are there, so that what a mapping's own SQL reads may be made of them, such as a view. */
async function triedSql(client: pg.Client, tables: readonly Table[]): Promise<readonly LoaderError[]> {
  const problems: LoaderError[] = [];
  for (const table of tables.filter(({ sql }) => sql !== undefined)) {
    const problem = await tryOwnSql(client, table);
    problems.push(...(problem === undefined ? [] : [problem]));
  }
  return problems;
}
