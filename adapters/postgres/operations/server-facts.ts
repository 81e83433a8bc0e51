/** What the server says of itself and of the loader's role, for the doctor. Reads only. */
import type pg from 'pg';
import type { DatabaseFacts } from '../../../domain/doctor/database-facts.ts';

interface ServerRow {
  readonly version: number;
  readonly version_text: string;
  readonly role: string;
  readonly is_read_only: boolean;
  readonly synchronous_commit: string;
  readonly has_autovacuum: boolean;
  readonly can_make_temporary: boolean;
  readonly max_connections: number;
  readonly reserved: number;
  readonly connection_limit: number | null;
  readonly others_open: number;
  readonly statement_ms: number;
  readonly transaction_ms: number;
  readonly now_ms: number;
  readonly backend: number;
}

/** `setting` of pg_settings is in the unit of the setting, milliseconds for timeouts; a newer setting is no row on an older server. */
const SETTING = (name: string): string => `coalesce((select setting::int from pg_settings where name = '${name}'), 0)`;

const TEXT = `select current_setting('server_version_num')::int as version, current_setting('server_version') as version_text,
  current_user as role, pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool as is_read_only,
  current_setting('synchronous_commit') as synchronous_commit, current_setting('autovacuum')::bool as has_autovacuum,
  has_database_privilege(current_database(), 'temp') as can_make_temporary,
  current_setting('max_connections')::int as max_connections,
  current_setting('superuser_reserved_connections')::int + ${SETTING('reserved_connections')} as reserved,
  least(nullif(d.datconnlimit, -1), nullif(r.rolconnlimit, -1)) as connection_limit,
  (select count(*)::int from pg_stat_activity where datid is not null and pid <> pg_backend_pid()
    and coalesce(application_name, '') not like 'dms-loader%') as others_open,
  ${SETTING('statement_timeout')} as statement_ms, ${SETTING('transaction_timeout')} as transaction_ms,
  (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms, pg_backend_pid() as backend
from pg_database d, pg_roles r where d.datname = current_database() and r.rolname = current_user`;

export type ServerFacts = Omit<DatabaseFacts, 'ledger' | 'targets' | 'pooling'>;

export async function serverFacts(
  client: pg.Client,
): Promise<{ readonly server: ServerFacts; readonly backend: number }> {
  const askedMs = Date.now();
  const { rows } = await client.query<ServerRow>(TEXT);
  const nowMs = (askedMs + Date.now()) / 2;
  const [row] = rows;
  if (row === undefined) {
    throw new Error('the server names neither database nor role of the session');
  }
  return { server: factsOf(row, nowMs), backend: row.backend };
}

function factsOf(row: ServerRow, nowMs: number): ServerFacts {
  return {
    version: row.version,
    versionText: row.version_text,
    role: row.role,
    isReadOnly: row.is_read_only,
    synchronousCommit: row.synchronous_commit,
    hasAutovacuum: row.has_autovacuum,
    canMakeTemporary: row.can_make_temporary,
    connections: {
      most: row.max_connections,
      reserved: row.reserved,
      limit: row.connection_limit ?? undefined,
      othersOpen: row.others_open,
    },
    timeouts: { statementMs: row.statement_ms, transactionMs: row.transaction_ms },
    aheadMs: row.now_ms - nowMs,
  };
}
