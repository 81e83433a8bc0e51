/** What the doctor asks of PostgreSQL. Reads only. */
import type pg from 'pg';
import type { DatabaseFacts, LedgerFacts, TargetFacts } from '../../../domain/doctor/database-facts.ts';
import { isAppendOnly, type Table, targetName } from '../../../domain/table/table.ts';
import { checkTarget } from '../check-target.ts';
import { makeConnection } from '../connection.ts';
import { constraintNotes } from '../constraint-notes.ts';
import { databaseError } from '../errors.ts';
import { LEDGER_VERSIONS } from '../migrate.ts';
import { describeTarget, type TargetRow } from '../sql/describe-target.ts';
import { poolingOf } from './pooling.ts';
import { serverFacts } from './server-facts.ts';

/** Longest time that one of its questions may take. */
const LONGEST_MS = 10_000;

/** @throws LoaderError DATABASE_UNAVAILABLE or DATABASE_ACCESS */
export async function databaseFacts(url: string, tables: readonly Table[]): Promise<DatabaseFacts> {
  const connection = makeConnection(url);
  try {
    const client = await connection.client();
    // After the server's own settings are read, none of its questions waits for others.
    const { server, backend } = await serverFacts(client);
    await client.query(`set statement_timeout = ${LONGEST_MS}; set lock_timeout = ${LONGEST_MS}`);
    const pooling = await poolingOf(client, backend, url);
    const ledger = await ledgerFacts(client);
    const targets: TargetFacts[] = [];
    for (const table of tables) {
      targets.push(await targetFacts(client, table));
    }
    return { ...server, pooling, ledger, targets };
  } catch (error) {
    throw databaseError(error);
  } finally {
    await connection.close();
  }
}

/** What the loader does with every table of the ledger. A partition is reached through its parent. */
const LEDGER_RIGHTS = `select c.relname as name, right_ as missing
from pg_class c join pg_namespace n on n.oid = c.relnamespace,
  unnest(array['select', 'insert', 'update', 'delete']) right_
where n.nspname = 'dms_loader' and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'schema_version'
  and not (has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, right_))
order by 1`;

async function ledgerFacts(client: pg.Client): Promise<LedgerFacts> {
  const versions = await ledgerVersions(client).catch(noneIfRefused);
  const { rows } = await client.query<{ name: string; missing: string }>(LEDGER_RIGHTS);
  return {
    versions,
    expected: LEDGER_VERSIONS,
    missingRights: rows.map(({ name, missing }) => `${missing} on ${name}`),
  };
}

async function ledgerVersions(client: pg.Client): Promise<readonly number[]> {
  const { rows } = await client.query<{ version: number }>('select version from dms_loader.schema_version order by 1');
  return rows.map(({ version }) => version);
}

/** No such schema or table, or no right to see it: SQLSTATE 3F000, 42P01, 42501. */
function noneIfRefused(error: unknown): [] {
  if (['3F000', '42P01', '42501'].includes(String(Reflect.get(error as object, 'code')))) {
    return [];
  }
  throw error;
}

const TARGET_RIGHTS = `select pg_has_role(c.relowner, 'usage') as is_owner,
  array(select right_ from unnest($3::text[]) right_
    where not (has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, right_))) as missing
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relname = $2`;

interface RightsRow {
  readonly is_owner: boolean;
  readonly missing: readonly string[];
}

async function targetFacts(client: pg.Client, table: Table): Promise<TargetFacts> {
  const { schema, table: name } = table.target;
  const rights = isAppendOnly(table) ? ['select', 'insert', 'update'] : ['select', 'insert', 'update', 'delete'];
  const { rows } = await client.query<RightsRow>(TARGET_RIGHTS, [schema, name, rights]);
  const [row] = rows;
  const fault = await faultOf(client, table);
  return {
    target: targetName(table),
    fault,
    // A role that may not use the schema may not describe its constraints either.
    notes: row?.missing.length === 0 ? await constraintNotes(client, table) : [],
    missingRights: row?.missing ?? [],
    cannotEvolve: table.contract === 'evolve' && row?.is_owner === false,
  };
}

async function faultOf(client: pg.Client, table: Table): Promise<TargetFacts['fault']> {
  let fault: TargetFacts['fault'];
  try {
    const { rows } = await client.query<TargetRow>(describeTarget(table));
    checkTarget(table, rows[0]);
  } catch (error) {
    const { reason, remedy } = databaseError(error).details;
    fault = { reason, remedy };
  }
  return fault;
}
