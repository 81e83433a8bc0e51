import { Command } from 'commander';
import { didYouMean } from '../../domain/did-you-mean.ts';
import packageManifest from '../../package.json' with { type: 'json' };
import type { CliCommand } from './command.ts';
import { COMMANDS, GROUPS } from './commands/index.ts';

/** The command line as it is declared; `start` is told which command is called. */
export function makeProgram(start: (run: CliCommand['run'], command: Command) => Promise<void>): Command {
  const program = new Command('dms-loader')
    .description('Loads the files that AWS DMS writes to S3 into PostgreSQL, each change once.')
    .version(packageManifest.version)
    .showHelpAfterError('(--help tells what can be given)')
    .exitOverride()
    .addHelpText('after', EXIT_CODES);
  for (const { name, json, declare, run } of COMMANDS) {
    const command = declare(place(program, name)).option('--json', json);
    command.addHelpText('after', `${JSON_ERROR}${EXIT_CODES}`);
    suggestOptions(command);
    command.action(() => start(run, command));
  }
  return program;
}

/** `dlq ls` stands below `dlq`, which is made with the first of its commands. */
function place(program: Command, name: string): Command {
  const [first = '', second] = name.split(' ');
  if (second === undefined) {
    return program.command(first);
  }
  const known = program.commands.find(command => command.name() === first);
  const group = known ?? program.command(first).description(GROUPS[first] ?? '');
  return group.command(second);
}

const EXIT_CODES = `
Exit codes: 0 done, nothing wrong; 1 it ran, and found or met a problem; 2 wrong usage or configuration.`;

const JSON_ERROR = `
With --json, a command that cannot do its work prints { error: { code, message } } instead.
`;

const UNKNOWN_OPTION = /unknown option '(?<option>[^']*)'/u;

/** Commander proposes the nearest option however far it is, such as --root for --foo. */
function suggestOptions(command: Command): void {
  const known = command.options.flatMap(({ long }) => long ?? []);
  command.showSuggestionAfterError(false).configureOutput({
    outputError: (text, write) => {
      const unknown = UNKNOWN_OPTION.exec(text)?.groups?.['option'] ?? '';
      const near = didYouMean(unknown, known);
      write(near === undefined ? text : `${text}(Did you mean ${near}?)\n`);
    },
  });
}
