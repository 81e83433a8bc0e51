import { didYouMean } from '../../domain/did-you-mean.ts';
import { LoaderError } from '../../domain/errors.ts';

/** The error of a command line that cannot be run as it is given. */
export function misuse(value: string, reason: string, remedy: string): LoaderError {
  return new LoaderError('COMMAND_INVALID', { value, reason, remedy });
}

/** @throws LoaderError COMMAND_INVALID for a text that is none of the names, with the one that was probably meant */
export function oneOf<Name extends string>(what: string, text: string, names: readonly Name[]): Name {
  const found = names.find(name => name === text);
  if (found === undefined) {
    const near = didYouMean(text, names);
    throw misuse(
      text,
      `is no ${what}`,
      near === undefined ? `write one of ${names.join(', ')}` : `did you mean ${near}?`,
    );
  }
  return found;
}
