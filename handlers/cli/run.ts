import { Command, CommanderError } from 'commander';
import { didYouMean } from '../../domain/did-you-mean.ts';
import packageManifest from '../../package.json' with { type: 'json' };
import type { Environment } from '../config.ts';
import type { CliCommand } from './command.ts';
import { COMMANDS, GROUPS } from './commands/index.ts';
import { type ExitCode, makeOutput, type Output, tellError } from './output.ts';

/** Runs one command line, the program's name left out. Never throws; the exit code is for the process. */
export async function runCli(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const output = makeOutput(args.includes('--json'));
  let exitCode: ExitCode = 0;
  const program = makeProgram(async (run, command) => {
    exitCode = await run({ args: command.args, options: command.opts(), environment, output });
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return error instanceof CommanderError ? exitOf(error, output) : tellError(error, output.isJson);
  }
}

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

/** Commander has told on stderr what is wrong, with a near name for a mistyped one. Help and version are no errors. */
function exitOf(error: CommanderError, output: Output): ExitCode {
  if (error.exitCode === 0) {
    return 0;
  }
  if (output.isJson) {
    output.answer('', { error: { code: 'COMMAND_INVALID', message: error.message } });
  }
  return 2;
}
