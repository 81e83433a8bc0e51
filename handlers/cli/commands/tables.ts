import type { CliCommand } from '../command.ts';
import { withConsent } from './options.ts';

/** What works on targets. */
export const TABLE_COMMANDS: readonly CliCommand[] = [
  {
    name: 'migrate',
    json: 'print one JSON document to stdout: { ledger: [migrations], targets: [tables], notes: [sentences], problems: [errors] }, with --print { sql }',
    declare: command =>
      command
        .description('make the ledger schema and the target tables, or bring them up to date')
        .option(
          '--print',
          'print the SQL for an empty database instead, without asking one; it is no list of what is left',
        ),
    run: async call => (await import('../migrate.ts')).runMigrate(call),
  },
  {
    name: 'sweep',
    json: 'print one JSON document to stdout: { action, target, isDone, before, rows, files, stale, remarks, command }',
    declare: command =>
      withConsent(
        command
          .description('remove the rows that the newest full load of a table did not bring, once all of it is loaded')
          .argument('<table>', 'target or source of a mapping, schema.table')
          .option(
            '--before <time>',
            'when the full load began, as 2026-01-31T12:00:00Z; without it its files in the bucket tell',
          ),
      ),
    run: async call => (await import('../clearing/sweep.ts')).runSweep(call),
  },
  {
    name: 'truncate',
    json: 'print one JSON document to stdout: { action, target, isDone, before, rows, removals, command }',
    declare: command =>
      withConsent(
        command
          .description(
            'remove the rows that were written before a table was truncated at the source, and let no older file bring them back',
          )
          .argument('<table>', 'target or source of a mapping, schema.table')
          .option('--at <time>', 'when it was truncated, as 2026-01-31T12:00:00Z; now, if not given'),
      ),
    run: async call => (await import('../clearing/truncate.ts')).runTruncate(call),
  },
];
