import type { CliCommand } from '../command.ts';

/** The rows that are set aside. */
export const QUARANTINE_COMMANDS: readonly CliCommand[] = [
  {
    name: 'quarantine',
    json: 'print one JSON document to stdout: ls { groups: [{ target, column, reason, remedy, rows, objects, since, example }] }, with --rows { rows: [{ target, object, row, load, since, faults }] }, retry { target, isDone, counts, loads: [{ object, load, rows, counts, faults, error }] }, drop { action, target, isDone, reason, rows, command }',
    declare: command =>
      command
        .description(
          'list the bad rows that are set aside, try them once more with the mapping as it is now, or drop them',
        )
        .argument('<action>', 'ls, retry or drop')
        .argument('[table]', 'target or source of a mapping, schema.table; ls does without, and lists all')
        .option('--rows', 'with ls: list single rows, each with its faults')
        .option('--reason <text>', 'with drop: why, for the audit table')
        .option('--row <number>', 'with drop: this row only, of the file that --object names')
        .option('--object <url>', 'with drop: the file of --row, s3://bucket/key')
        .option(
          '--dry-run',
          'with retry and drop: say what would be done, and do nothing; so drop is without --yes, too',
        )
        .option('--yes', 'with drop: do it'),
    run: async call => (await import('../quarantine.ts')).runQuarantine(call),
  },
];
