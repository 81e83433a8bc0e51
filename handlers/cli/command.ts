import type { Command } from 'commander';
import type { Environment } from '../config.ts';
import type { ExitCode, Output } from './output.ts';

/** What a command is called with, already checked against its declaration. */
export interface Call {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly environment: Environment;
  readonly output: Output;
}

/** One command of the command line. */
export interface CliCommand {
  readonly name: string;
  /** What `--json` prints, as its help says it. */
  readonly json: string;
  /** Adds description, arguments and options. */
  declare(command: Command): Command;
  /** Errors are thrown, and told by the caller. `command` is what was declared, among its siblings. */
  run(call: Call, command: Command): Promise<ExitCode>;
}

/** The text that an option was given, if it was. */
export function textOf(option: unknown): string | undefined {
  return typeof option === 'string' ? option : undefined;
}
