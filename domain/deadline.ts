import { LoaderError } from './errors.ts';

/** The time of an attempt ran out before its load was committed. */
export function deadlineNear(): LoaderError {
  return new LoaderError('DEADLINE_NEAR', {
    reason: 'was not loaded before the time of this attempt ran out; nothing of it was kept',
    remedy: 'it is tried again; if it stays so, load it with the worker, which has more time, or split it at DMS',
  });
}
