import type { CliCommand } from '../command.ts';
import { gathered } from '../where.ts';

/** How it stands, and what the ledger has. */
export const STATUS_COMMANDS: readonly CliCommand[] = [
  {
    name: 'status',
    json: 'print one JSON document to stdout, with --watch one after another: { verdict, isWell, findings, at, since, tables: [{ target, newestWrittenAt, ageSeconds, lastLoadedAt, files, rows, inFlight, partial, failing, quarantined }], failures: [{ group, code, text, objects, states, firstAt, lastAt, example }], queue: { url, waiting, inFlight, delayed, oldestAgeSeconds } or { url, problem }, deadLetters: as queue }',
    declare: command =>
      command
        .description('tell what is loaded, late, failing or set aside, and what waits in the queues')
        .option('--watch [seconds]', 'look again and again, each 2 seconds if it is not said, until Ctrl-C')
        .option(
          '--since <time>',
          'count files and rows from then on, as 2h or 2026-01-31T12:00:00Z; else from midnight UTC',
        )
        .option('--late-after <length>', 'a table whose newest change is older is late, as 2h; else none is')
        .addHelpText('after', STATUS_TERMS),
    run: async call => (await import('../status/status.ts')).runStatus(call),
  },
  {
    name: 'ledger',
    json: 'print one JSON document to stdout: { loads: [{ objectLoadId, object, eTag, sizeBytes, lastModified, state, attempts, firstSeenAt, changedAt, givenUpAt, error, group, slices, tables: [{ target, tableLoadId, writtenAt, startedAt, loadedAt, mappingFingerprint, counts }] }], next }',
    declare: command =>
      command
        .description('list what the ledger has on files, the newest first')
        .option('--table <table>', 'target or source of a mapping, schema.table')
        .option(
          '--state <state>',
          'failed, rejected, missing, partial, loaded or overwritten; may be given again and again',
          gathered,
        )
        .option('--prefix <url>', 'what their URLs begin with, s3://bucket/prefix')
        .option('--error <code>', 'whose last error has this code')
        .option('--group <group>', 'whose last error is of this group, as ROW_BAD-1f3a9c04')
        .option('--since <time>', 'changed then or later, as 2h or 2026-01-31T12:00:00Z')
        .option('--until <time>', 'changed before')
        .option('--limit <number>', 'how many, 1 to 10000', '50')
        .option('--before-id <number>', 'only those with a smaller number: the next page'),
    run: async call => (await import('../ledger/ledger.ts')).runLedger(call),
  },
];

const STATUS_TERMS = `
It exits with 1 where something is failing, set aside or late, and where there are dead letters.
A load is in flight from when it locks its table on: files that are still read are not counted.
`;
