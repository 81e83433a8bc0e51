import type { CliCommand } from '../command.ts';

/** The settings. */
export const CONFIG_COMMANDS: readonly CliCommand[] = [
  {
    name: 'config',
    json: 'print one JSON document to stdout: { settings: [{ name, value, from, meaning, otherwise }], aws: { region, s3, sqs, variables }, module, tables: [{ source, target, key, columns }], sources: [{ name, bucket, prefix, timeZone, loadTime, ignore }], faults: [sentences] }',
    declare: command =>
      command.description(
        'show every setting that is in force, where it comes from, the tables, and all that is wrong with them; connects to nothing, shows no password',
      ),
    run: async call => (await import('../config/config.ts')).runConfig(call),
  },
];
