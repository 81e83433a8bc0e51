import { LoaderError, shown } from '../../domain/errors.ts';
import { outOfMemory } from '../../domain/out-of-memory.ts';

const WRITE_AGAIN =
  'have the file written again: reload the table in DMS, or copy the object anew from where it is whole';

/** Bytes that contradict the format. The place is added by `placed`, where it is known. */
export function corrupt(reason: string, cause?: unknown): LoaderError {
  return new LoaderError('PARQUET_CORRUPT', { reason, remedy: WRITE_AGAIN, cause });
}

/** Valid Parquet that is not read here. */
export function unsupported(reason: string, remedy: string): LoaderError {
  return new LoaderError('PARQUET_UNSUPPORTED', { reason, remedy });
}

/** Valid or not, more than the memory bound allows. */
export function tooLarge(reason: string, remedy: string): LoaderError {
  return new LoaderError('PARQUET_TOO_LARGE', { reason, remedy });
}

/** Letters, digits, marks and blanks, 80 at most: what may stand in a message as it is. */
const HARMLESS = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,80}$/u;

/** A name out of a file, as it may stand in a message. */
export function nameInMessage(name: string): string {
  return HARMLESS.test(name) ? name : shown(name);
}

/** A number out of a file, which a hostile one may hold as a text of megabytes. */
export function numberInMessage(value: unknown): string {
  return typeof value === 'number' || typeof value === 'bigint' || value === undefined ? String(value) : 'not a number';
}

/** Where in a file something is wrong. */
export interface Place {
  /** `s3://bucket/key` */
  readonly object?: string | undefined;
  /** From 1. */
  readonly rowGroup?: number | undefined;
  readonly column?: string | undefined;
}

/** Whatever a decoder threw, as one error that says where: libraries throw bare RangeErrors and TypeErrors on damaged bytes. */
export function placed(error: unknown, place: Place): LoaderError {
  const { rowGroup, object, column } = place;
  const rest = { object, column: column === undefined ? undefined : nameInMessage(column) };
  const fault =
    error instanceof LoaderError
      ? error
      : (outOfMemory(error) ??
        corrupt(`is damaged (${error instanceof Error ? error.message : String(error)})`, error));
  if (rowGroup === undefined) {
    return fault.at(rest);
  }
  const reason = `${fault.details.reason} (row group ${rowGroup})`;
  return new LoaderError(fault.code, { ...fault.details, reason }).at(rest);
}
