import type { CliCommand } from '../command.ts';

/** Where things come from. */
export const TRACE_COMMANDS: readonly CliCommand[] = [
  {
    name: 'trace file',
    json: 'print one JSON document to stdout: { object, writes: [{ load, eTag, sizeBytes, lastModified, state, firstSeen, changed, error, slices, setAside, tables: [{ load, target, writtenAt, startedAt, loadedAt, mapping, counts }], attempts: [{ startedAt, endedAt, message, receive, outcome, error, run }] }], removals: [attempts] }',
    declare: command =>
      command
        .description(
          'the history of an object: its writes, what each did, every attempt with its message and its error',
        )
        .argument('<object>', 's3://bucket/key'),
    run: async call => (await import('../trace/file.ts')).runTraceFile(call),
  },
  {
    name: 'trace row',
    json: 'print one JSON document to stdout: { target, key, state, madeBy: { writtenAt, row, load: { id, object, eTag, message, receive, loadedAt, releasedAt, mapping } }, floor, file: { state, tables, .. } }, with --history { history: { files, hasOlder, changes: [{ writtenAt, row, op, from, to, object, eTag, state, load, fate, by }], unread: [{ object, error }] } }',
    declare: command =>
      command
        .description('which row of which file made a row what it is, and which message brought it')
        .argument('<table>', 'target or source of a mapping, schema.table')
        .argument(
          '<key...>',
          'a value for each column of its key, in the order of the mapping; one that begins with - behind --',
        )
        .option(
          '--history',
          'read the files of the table again, and list every change of this key with what became of it',
        )
        .option('--files <number>', 'with --history: so many loaded files, the newest ones; 50, if not given')
        .option('--since <time>', 'with --history: only files since then, as 2026-01-31T12:00:00Z or 7d'),
    run: async call => (await import('../trace/row.ts')).runTraceRow(call),
  },
];
