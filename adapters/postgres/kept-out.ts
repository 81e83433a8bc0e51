import { LoaderError } from '../../domain/errors.ts';

/** A table did not take what it was given, without a word: its counts would lie. */
export function rowsKeptOut(reason: string): LoaderError {
  return new LoaderError('COUNTS_DISAGREE', {
    reason,
    remedy:
      'nothing was committed; look for triggers of the target that answer NULL, and for row security that hides rows from the loader’s role (the owner, or BYPASSRLS, is above it); if there are none, report this with the file',
  });
}
