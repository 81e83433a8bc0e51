import type { CliCommand } from '../command.ts';

/** The command line about itself. */
export const COMPLETION_COMMANDS: readonly CliCommand[] = [
  {
    name: 'completion',
    json: 'print one JSON document to stdout: { shell, script }',
    declare: command =>
      command
        .description('print a script that completes commands and options in a shell')
        .argument('<shell>', 'bash, zsh or fish')
        .addHelpText('after', '\nTo try it: source <(dms-loader completion bash)\n'),
    run: async (call, command) => (await import('../completion.ts')).runCompletion(call, command),
  },
];
