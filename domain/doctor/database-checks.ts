/** The server and the session of the loader's role. */
import type { Area } from './area.ts';
import type { DatabaseFacts } from './database-facts.ts';
import { type Told, tell } from './finding.ts';

/** What the tests run on; older ones lack statements, newer ones are not known. */
const OLDEST = 14;
const NEWEST = 18;

/** Statements outside of loads get this long from the client (adapters/postgres/connection.ts). */
const ANSWER_MS = 15_000;

export interface DatabaseCase {
  readonly database: DatabaseFacts;
  /** Longest that an object is given: by a worker, the command line, or the function. */
  readonly objectSeconds: number;
}

export const DATABASE: Area<DatabaseCase> = {
  name: 'database',
  needs: ['DATABASE_URL'],
  checks: [
    { name: 'version', asks: `PostgreSQL ${OLDEST} to ${NEWEST}`, judge: version },
    { name: 'writable', asks: 'a server that takes writes, temporary tables among them', judge: writable },
    { name: 'synchronous-commit', asks: '`synchronous_commit` that is not off', judge: synchronousCommit },
    { name: 'timeouts', asks: 'no timeout of the role that is shorter than a load', judge: timeouts },
    { name: 'pooling', asks: 'no pooler that changes the server between transactions', judge: pooling },
    { name: 'autovacuum', asks: '`autovacuum` on', judge: autovacuum },
  ],
};

function version({ database }: DatabaseCase): readonly Told[] {
  const major = Math.floor(database.version / 10_000);
  const what = `PostgreSQL ${database.versionText}`;
  if (major < OLDEST) {
    return [tell.problem(`${what} is older than ${OLDEST}`, `move to PostgreSQL ${OLDEST} to ${NEWEST}`)];
  }
  return major > NEWEST
    ? [
        tell.warning(
          `${what} is newer than ${NEWEST}, the newest that was tested`,
          'try it with `dms-loader check` first',
        ),
      ]
    : [tell.fine(what)];
}

function writable({ database }: DatabaseCase): readonly Told[] {
  if (database.isReadOnly) {
    return [
      tell.problem(
        'its transactions are read-only: it is a standby, or default_transaction_read_only is on',
        'set DATABASE_URL to the primary (of Aurora, the writer endpoint)',
      ),
    ];
  }
  return database.canMakeTemporary
    ? [tell.fine(`${database.role} may write, and make temporary tables`)]
    : [
        tell.problem(
          `${database.role} may not make temporary tables, through which files of more than 500 rows go`,
          `grant temporary on database <name> to "${database.role}"`,
        ),
      ];
}

function synchronousCommit({ database }: DatabaseCase): readonly Told[] {
  return database.synchronousCommit === 'off'
    ? [
        tell.problem(
          'synchronous_commit is off: a crash of the server loses loads whose messages are deleted',
          `alter role "${database.role}" set synchronous_commit = on`,
        ),
      ]
    : [tell.fine(`synchronous_commit is ${database.synchronousCommit}`)];
}

/** Loads set statement_timeout and idle_in_transaction_session_timeout for themselves; PostgreSQL 17's transaction_timeout they do not. */
function timeouts({ database, objectSeconds }: DatabaseCase): readonly Told[] {
  const { statementMs, transactionMs } = database.timeouts;
  const told: Told[] = [];
  if (transactionMs > 0 && transactionMs < objectSeconds * 1000) {
    told.push(
      tell.problem(
        `transaction_timeout is ${transactionMs} ms; an object may take ${objectSeconds} s`,
        `alter role "${database.role}" set transaction_timeout = 0`,
      ),
    );
  }
  if (statementMs > 0 && statementMs < ANSWER_MS) {
    told.push(
      tell.warning(
        `statement_timeout is ${statementMs} ms: loads have their own, migrations and the ledger’s questions have not`,
        `alter role "${database.role}" set statement_timeout = '${ANSWER_MS / 1000}s'`,
      ),
    );
  }
  return told.length > 0 ? told : [tell.fine('no timeout of the role is shorter than a load')];
}

function pooling({ database }: DatabaseCase): readonly Told[] {
  switch (database.pooling) {
    case 'direct':
      return [tell.fine('the loader talks to the server itself')];
    case 'session':
      return [
        tell.warning(
          'a pooler or proxy stands between: the server does not see when a consumer vanishes, and each pins a connection',
          'let DATABASE_URL name the server itself, if it can be reached',
        ),
      ];
    default:
      return [
        tell.problem(
          'a pooler changes the server between transactions: settings of the session and prepared statements are lost',
          'use session pooling (pool_mode = session), or let DATABASE_URL name the server itself',
        ),
      ];
  }
}

function autovacuum({ database }: DatabaseCase): readonly Told[] {
  return database.hasAutovacuum
    ? [tell.fine('autovacuum is on')]
    : [
        tell.warning(
          'autovacuum is off: dead rows of upserts and old statistics slow every load down',
          'alter system set autovacuum = on; select pg_reload_conf()',
        ),
      ];
}
