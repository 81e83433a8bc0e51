import { CommanderError } from 'commander';
import type { Environment } from '../config.ts';
import { type ExitCode, makeOutput, type Output, tellError } from './output.ts';
import { makeProgram } from './program.ts';

/** Runs one command line, the program's name left out. Never throws; the exit code is for the process. */
export async function runCli(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const output = makeOutput(args.includes('--json'));
  let exitCode: ExitCode = 0;
  const program = makeProgram(async (run, command) => {
    exitCode = await run({ args: command.args, options: command.opts(), environment, output }, command);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return error instanceof CommanderError ? exitOf(error, output) : tellError(error, output.isJson);
  }
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
