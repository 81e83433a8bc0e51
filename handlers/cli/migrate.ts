import { migrate, migrationSql } from '../../adapters/postgres/migrate.ts';
import { readConfig } from '../config.ts';
import { loadRoutes } from '../tables.ts';
import type { Call } from './command.ts';
import type { ExitCode } from './output.ts';
import { withDatabase } from './with-database.ts';

/** `dms-loader migrate`: the ledger and the targets, made or brought up to date. */
export async function runMigrate({ options, environment, output }: Call): Promise<ExitCode> {
  const config = readConfig(environment, options['print'] === true ? [] : ['database']);
  const tables = [...(await loadRoutes(config.tablesPath)).tables.values()];
  if (options['print'] === true) {
    const sql = migrationSql(tables);
    output.answer(sql, { sql });
    return 0;
  }
  return await withDatabase(config, async (database): Promise<ExitCode> => {
    const migrated = await migrate(database.connection, tables);
    const ledger = migrated.ledger.length === 0 ? 'the ledger was up to date' : `ledger: ${migrated.ledger.join(', ')}`;
    for (const note of [...migrated.notes, ...migrated.problems.map(({ message, code }) => `${message} (${code})`)]) {
      output.progress(note);
    }
    output.answer(`${ledger}; targets ready: ${migrated.targets.join(', ')}`, migrated);
    return migrated.problems.length === 0 ? 0 : 1;
  });
}
