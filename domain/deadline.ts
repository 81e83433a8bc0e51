import { LoaderError } from './errors.ts';

/** The time of an attempt ran out before its load was committed. */
export function deadlineNear(): LoaderError {
  return new LoaderError('DEADLINE_NEAR', {
    reason: 'was not loaded before the time of this attempt ran out',
    remedy:
      'nothing is lost, it can be tried again; if it stays so, load it with the worker or the command line and a higher ' +
      'LOADER_OBJECT_SECONDS, or let DMS write smaller files',
  });
}
