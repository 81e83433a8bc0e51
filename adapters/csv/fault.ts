import { type FaultDetails, LoaderError } from '../../domain/errors.ts';

export const WRITE_AGAIN =
  'have the file written again: reload the table in DMS, or copy the object anew from where it is whole';

/** Text that is no CSV of the declared kind. */
export function corrupt(details: FaultDetails): LoaderError {
  return new LoaderError('CSV_CORRUPT', details);
}

/** Valid or not, more than the memory bound allows. */
export function tooLarge(details: FaultDetails): LoaderError {
  return new LoaderError('CSV_TOO_LARGE', details);
}

/** The same error, with the place filled in; what is not ours is left as it is. */
export function placed(error: unknown, place: Pick<FaultDetails, 'object' | 'row'>): unknown {
  return error instanceof LoaderError && error.verdict === 'rejected' ? error.at(place) : error;
}
