import type { CliCommand } from '../command.ts';
import { withConsent } from './options.ts';

/** What nobody will load. */
export const GIVE_UP_COMMANDS: readonly CliCommand[] = [
  {
    name: 'give-up',
    json: 'print one JSON document to stdout: { action, isDone, reason, found, givenUp, before, files: [{ objectLoadId, object, eTag, state, error, givenUpAt }], command }',
    declare: command =>
      withConsent(
        command
          .description('give up files that nobody will load, so that they count as failing no more')
          .argument('<urls...>', 's3://bucket/key; s3://bucket/prefix/ with a slash at its end')
          .option('--reason <text>', 'why, for the audit table'),
      ).addHelpText('after', GIVE_UP_TERMS),
    run: async call => (await import('../give-up.ts')).runGiveUp(call),
  },
];

const GIVE_UP_TERMS = `
It is about files that failed, were refused or are missing, not those that are loaded in part or whole. Their lines stay in
the ledger, marked; status and reconcile leave them out. Nothing else changes: the next message or load of such a file tries
it again, which takes the mark away, and if it fails it counts again. It exits with 1 if there is no such file.
`;
