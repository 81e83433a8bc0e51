import type { Command } from 'commander';
import type { CliCommand } from './command.ts';

/** Every command: how it is called, and where it is. Its module is imported when it runs, so that a slip is answered at once. */
export const COMMANDS: readonly CliCommand[] = [
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
    run: async call => (await import('./migrate.ts')).runMigrate(call),
  },
  {
    name: 'load',
    json: 'print one JSON document to stdout: { objects: [{ object, outcome, target, counts, error, notes }], files, problems }',
    declare: command =>
      withFiles(command).description('load files, from S3 or from local folders, as if the queue had announced them'),
    run: async call => (await import('./load.ts')).runLoad(call),
  },
  {
    name: 'check',
    json: 'print one JSON document to stdout: { objects: [{ object, outcome, tables: [{ target, inserted, updated, deleted, read, applied, unchanged, superseded, quarantined, faults }], error, notes }], files, problems }',
    declare: command =>
      withFiles(command)
        .description('rehearse the load of files: do all of it against the database, say what it did, and roll it back')
        .addHelpText('after', CHECK_TERMS),
    run: async call => (await import('./check.ts')).runCheck(call),
  },
  {
    name: 'inspect',
    json: 'print one JSON document to stdout: { object, format, footer, rowGroups, columns, dialect, rows }, of a file of transactions { object, format, sizeBytes, rowCount, dialect, tables, rows }, with --mapper { mapping, file, key, columns }',
    declare: command =>
      command
        .description('show what a file holds and how DMS wrote it, without a database')
        .argument('<file>', 'path of a Parquet or CSV file, or s3://bucket/key')
        .option('--mapper', 'print a mapping for its table, guessed from its values, with the reason for each guess')
        .option('--rows <number>', 'how many of its first rows to show, 0 to 1000', '5')
        .option('--as <url>', 'what a local file is called on S3, s3://bucket/schema/table/LOAD00000001.parquet')
        .option('--header', 'the first row of the CSV file names its columns, whatever its source says')
        .option('--delimiter <text>', 'what stands between the fields of the CSV file, whatever its source says'),
    run: async call => (await import('./inspect.ts')).runInspect(call),
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
    run: async call => (await import('./sweep.ts')).runSweep(call),
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
    run: async call => (await import('./truncate.ts')).runTruncate(call),
  },
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
    run: async call => (await import('./quarantine.ts')).runQuarantine(call),
  },
  {
    name: 'worker',
    json: 'tell a wrong start as JSON; work is logged as JSON lines with and without it',
    declare: command =>
      command.description('consume the queue until SIGTERM or SIGINT; what it does is logged as JSON lines'),
    run: async call => (await import('./worker.ts')).runWorkerCommand(call),
  },
];

/** The arguments of commands that go over files. */
function withFiles(command: Command): Command {
  return command
    .argument(
      '<files...>',
      'paths of files and folders; s3://bucket/key, or s3://bucket/prefix/ with a slash at its end',
    )
    .option('--as <url>', 'identity of a local file, s3://bucket/key; with --root a prefix, s3://bucket/prefix/')
    .option('--root <folder>', 'the key of a local file is the prefix plus its path below this folder')
    .option(
      '--written-at <time>',
      'when DMS wrote the LOAD files, as 2026-01-31T12:00:00Z; without it their LastModified or modification times count, which are wrong for copies',
    );
}

/** A command that changes tables does so with `--yes` only. */
function withConsent(command: Command): Command {
  return command
    .option('--dry-run', 'say what would be done, and do nothing; so it is without --yes, too')
    .option('--yes', 'do it');
}

const CHECK_TERMS = `
Each file is checked by itself, against the tables as they are. Nothing of it stays, in the ledger neither. Meanwhile its
tables are held as by a load that deletes; where a file would add columns to a table, its readers wait, too.
It exits with 1 also where rows would be set aside: load would set them aside, load the others, and exit with 0.
`;
