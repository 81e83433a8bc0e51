import type { CliCommand } from '../command.ts';
import { withConsent } from './options.ts';

/** What goes over files once more. */
export const REPLAY_COMMANDS: readonly CliCommand[] = [
  {
    name: 'replay',
    json: 'print one JSON document to stdout: { action, url, isDone, via, force, files, sizeBytes, states, due, leftOut: { others, outsideOfSpan }, rehearsal: { files, outcomes, rows: { inserted, updated, deleted, unchanged, superseded, quarantined } }, done: { outcomes, rows, sent, refusalsCleared, reopened }, problems, command }',
    declare: command =>
      withConsent(
        command
          .description(
            'load files of a bucket that are not loaded, or with --force all of them once more; says first what it would change',
          )
          .argument('<url>', 's3://bucket/prefix, or s3://bucket/key of one file')
          .option('--since <time>', 'only files written then or later: 2026-01-31T12:00:00Z, or 2h for so long ago')
          .option('--until <time>', 'only files written before then')
          .option('--force', 'after a mapper was mended: also files that are loaded; what newer files changed stays')
          .option(
            '--via <way>',
            'queue: announce them to QUEUE_URL; direct: load them here; without it queue, if there is one',
          )
          .option('--rate <number>', 'messages a second, 1 to 3000', '50')
          .option('--sample <number>', 'rehearse so many of the files, spread over the listing, 0 to 1000', '20')
          .option('--all', 'rehearse all of the files')
          .addHelpText('after', TERMS),
      ),
    run: async call => (await import('../replay/replay.ts')).runReplay(call),
  },
];

const TERMS = `
Without --yes it holds the files against the ledger, rehearses some, and changes nothing. Each file is rehearsed by itself.
With --yes it clears what the ledger refuses them for, and loads or announces them. It may be broken off and repeated.
The time of a file of changes is the one in its name, that of a LOAD file its LastModified.
`;
