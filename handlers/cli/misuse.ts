import { LoaderError } from '../../domain/errors.ts';

/** The error of a command line that cannot be run as it is given. */
export function misuse(value: string, reason: string, remedy: string): LoaderError {
  return new LoaderError('COMMAND_INVALID', { value, reason, remedy });
}
