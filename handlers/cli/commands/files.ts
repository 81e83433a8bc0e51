import type { CliCommand } from '../command.ts';
import { withFiles } from './options.ts';

/** What goes over files. */
export const FILE_COMMANDS: readonly CliCommand[] = [
  {
    name: 'load',
    json: 'print one JSON document to stdout: { objects: [{ object, outcome, target, counts, error, notes }], files, problems }',
    declare: command =>
      withFiles(command).description('load files, from S3 or from local folders, as if the queue had announced them'),
    run: async call => (await import('../files/load.ts')).runLoad(call),
  },
  {
    name: 'check',
    json: 'print one JSON document to stdout: { objects: [{ object, outcome, tables: [{ target, inserted, updated, deleted, read, applied, unchanged, superseded, quarantined, faults }], error, notes }], files, problems }',
    declare: command =>
      withFiles(command)
        .description('rehearse the load of files: do all of it against the database, say what it did, and roll it back')
        .addHelpText('after', CHECK_TERMS),
    run: async call => (await import('../files/check.ts')).runCheck(call),
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
    run: async call => (await import('../inspect/inspect.ts')).runInspect(call),
  },
];

const CHECK_TERMS = `
Each file is checked by itself, against the tables as they are. Nothing of it stays, in the ledger neither. Meanwhile its
tables are held as by a load that deletes; where a file would add columns to a table, its readers wait, too.
It exits with 1 also where rows would be set aside: load would set them aside, load the others, and exit with 0.
`;
