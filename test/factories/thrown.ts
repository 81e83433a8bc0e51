import { LoaderError } from '../../domain/errors.ts';

/** The LoaderError that a piece of work ends with; any other end fails the test. */
export function thrownBy(work: () => unknown): LoaderError {
  try {
    work();
  } catch (error) {
    if (error instanceof LoaderError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}
