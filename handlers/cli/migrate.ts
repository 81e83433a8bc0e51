import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate, migrationSql } from '../../adapters/postgres/migrate.ts';
import { readConfig } from '../config.ts';
import { loadRoutes } from '../tables.ts';
import type { CliCommand } from './command.ts';

/** `dms-loader migrate`: the ledger and the targets, made or brought up to date. */
export const migrateCommand: CliCommand = {
  name: 'migrate',
  declare: command =>
    command
      .description('make the ledger schema and the target tables, or bring them up to date')
      .option('--print', 'print the SQL instead of running it'),
  async run({ options, environment, output }) {
    const config = readConfig(environment, options['print'] === true ? [] : ['database']);
    const tables = [...(await loadRoutes(config.tablesPath)).tables.values()];
    if (options['print'] === true) {
      const sql = migrationSql(tables);
      output.answer(sql, { sql });
      return 0;
    }
    const database = connectDatabase({ url: config.databaseUrl });
    try {
      const migrated = await migrate(database.connection, tables);
      const ledger =
        migrated.ledger.length === 0 ? 'the ledger was up to date' : `ledger: ${migrated.ledger.join(', ')}`;
      output.answer(`${ledger}; targets ready: ${migrated.targets.join(', ')}`, migrated);
      return 0;
    } finally {
      await database.close();
    }
  },
};
