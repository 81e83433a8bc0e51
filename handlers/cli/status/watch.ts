import { setTimeout as pause } from 'node:timers/promises';
import { LoaderError } from '../../../domain/errors.ts';
import { codedMessage, type ExitCode, type Output } from '../output.ts';

/** One look, told; its exit code. */
export type TellLook = (output: Output) => Promise<ExitCode>;

export interface Watch {
  readonly seconds: number;
  readonly output: Output;
  /** Each look is drawn in the place of the one before. */
  readonly isTerminal: boolean;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Cursor to the first place, and wipe all behind it (ECMA-48, CUP and ED). */
const REDRAW = '\u001b[H\u001b[J';

/**
 * Looks again and again until the signal is raised; gives the exit code of the last look. One that fails is told and
 * followed by the next one, since what is watched may come back; but for the first one, whose error is thrown.
 */
export async function watch(look: TellLook, { seconds, output, isTerminal, signal }: Watch): Promise<ExitCode> {
  const shown: Output = isTerminal ? redrawn(output) : output;
  let exitCode = await look(shown);
  while (await isNextDue(seconds, signal)) {
    exitCode = await look(shown).catch(error => tellLost(error, shown));
  }
  return exitCode;
}

function redrawn(output: Output): Output {
  return { ...output, answer: (text, document) => output.answer(`${REDRAW}${text}`, document) };
}

function isNextDue(seconds: number, signal: AbortSignal): Promise<boolean> {
  return pause(seconds * 1000, undefined, { signal }).then(
    () => true,
    () => false,
  );
}

function tellLost(error: unknown, output: Output): ExitCode {
  if (!(error instanceof LoaderError)) {
    throw error;
  }
  output.answer(output.paint('red', codedMessage(error)), { error });
  return 1;
}
