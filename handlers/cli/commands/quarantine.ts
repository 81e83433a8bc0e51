import type { Command } from 'commander';
import type { CliCommand } from '../command.ts';
import { gathered } from '../where.ts';

const TABLE = 'target or source of a mapping, schema.table';

/** The rows that are set aside. */
export const QUARANTINE_COMMANDS: readonly CliCommand[] = [
  {
    name: 'quarantine ls',
    json: 'print one JSON document to stdout: { groups: [{ target, column, reason, remedy, rows, objects, since, example }] }, with --rows { rows: [{ target, object, row, load, since, faults }] }',
    declare: command =>
      withWhere(
        command
          .description('list the bad rows that are set aside, by table and reason')
          .argument('[table]', `${TABLE}; all, if not given`)
          .option('--rows', 'list single rows, each with its faults'),
      ),
    run: async call => (await import('../quarantine/ls.ts')).runLs(call),
  },
  {
    name: 'quarantine show',
    json: 'print one JSON document to stdout: { rows: [{ target, object, row, load, since, faults, writtenAt, message, cells: [{ name, type, value }] }] }',
    declare: command =>
      command
        .description(
          'show one row that is set aside: all its cells, each fault with its remedy, and which message brought it',
        )
        .argument('<table>', TABLE)
        .requiredOption('--object <url>', 'its file, s3://bucket/key')
        .requiredOption('--row <number>', 'its number in the file, from 1'),
    run: async call => (await import('../quarantine/show.ts')).runShow(call),
  },
  {
    name: 'quarantine retry',
    json: 'print one JSON document to stdout: { target, isDone, counts, loads: [{ object, load, rows, counts, faults, error }] }',
    declare: command =>
      withWhere(
        command
          .description('try bad rows once more with the mapping as it is now, and load those that are sound')
          .argument('<table>', TABLE)
          .option('--dry-run', 'do all of it, say what it did, and roll it back'),
      ),
    run: async call => (await import('../quarantine/retry.ts')).runRetry(call),
  },
  {
    name: 'quarantine drop',
    json: 'print one JSON document to stdout: { action, target, isDone, reason, rows, command }',
    declare: command =>
      withWhere(
        command
          .description('give up bad rows that no retry will ever place, for good')
          .argument('<table>', TABLE)
          .requiredOption('--reason <text>', 'why, for the audit table')
          .option('--row <number>', 'this row only, of the file that --object names')
          .option('--object <url>', 'the file of --row, s3://bucket/key')
          .option('--dry-run', 'say what would be dropped, and do nothing; so it is without --yes, too')
          .option('--yes', 'do it'),
      ),
    run: async call => (await import('../quarantine/drop.ts')).runDrop(call),
  },
];

function withWhere(command: Command): Command {
  return command
    .option(
      '--where <condition>',
      'only rows of which this holds, as in "column=PRICE"; given again and again, all have to hold',
      gathered,
    )
    .addHelpText('after', CONDITIONS);
}

const CONDITIONS = `
Conditions of --where (= and !=, case counts for object and prefix only):
  column=NAME   one of its bad cells is of this column
  reason=TEXT   the reason of one of them has this text in it
  object=URL    its file is s3://bucket/key
  prefix=URL    the URL of its file begins with s3://bucket/prefix
  age>12h       it is set aside for longer than this; age<12h for less (s, m, h, d, w)
`;
