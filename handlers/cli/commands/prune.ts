import type { CliCommand } from '../command.ts';
import { gathered } from '../where.ts';
import { withConsent } from './options.ts';

/** What the ledger may forget. */
export const PRUNE_COMMANDS: readonly CliCommand[] = [
  {
    name: 'prune',
    json: 'print one JSON document to stdout: { action, isDone, before, targets: [{ target, objects, loads, attempts, released, floor, tombstones, waiting, failures }], kept: [{ target, reason }], all, old, failures, pruned, command }',
    declare: command =>
      withConsent(
        command
          .description(
            'forget in the ledger what was loaded long ago; floors keep a redelivery of it from changing a row',
          )
          .requiredOption('--older-than <time>', 'what was written and loaded longer ago, as 400d; 15d at least')
          .option('--attempts-older-than <time>', 'and all attempts of finished files that ended longer ago')
          .option('--quarantine-older-than <time>', 'and all rows set aside that were released longer ago')
          .option('--failures', 'and files that failed, were refused or are missing, and were not tried since')
          .option('--table <table>', 'of this table only; may be given again and again', gathered),
      ),
    run: async call => (await import('../prune/prune.ts')).runPrune(call),
  },
];
