import { LoaderError } from '../domain/errors.ts';
import { type ObjectIdentity, objectUrl } from '../domain/object/identity.ts';
import type { Attempt } from '../domain/ports/intent.ts';
import type { Table } from '../domain/table/table.ts';
import type { Ending, Loader } from './loader.ts';
import { refusalFingerprint } from './refusal.ts';

/** What is known of an attempt that failed. */
export interface Failure {
  readonly error: LoaderError;
  readonly identity: ObjectIdentity;
  /** What a refusal rests on. Undefined for what was refused before a table was found: decided anew, from the key alone. */
  readonly tables: readonly Table[] | undefined;
  readonly attempt: Attempt;
}

/** Any error as one with a name. Those that nobody foresaw are worth another try. */
export function asLoaderError(error: unknown): LoaderError {
  if (error instanceof LoaderError) {
    return error;
  }
  return new LoaderError('UNEXPECTED', {
    reason: `an error that nobody foresaw: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    remedy: 'nothing is lost, it can be tried again; if it stays so, report it with the log',
    cause: error,
  });
}

/** Writes the failure to the ledger, in a transaction of its own, and says how the attempt ended. Never throws. */
export async function recordFailure(failure: Failure, loader: Loader): Promise<Ending> {
  const { error, identity, attempt } = failure;
  const state = stateOf(error);
  // A COMMIT whose answer was lost may have succeeded: the next attempt asks the ledger, and nothing is recorded over it.
  if (error.code === 'COMMIT_UNKNOWN') {
    return { outcome: 'failed', error };
  }
  try {
    const fingerprint = state === 'rejected' ? await fingerprintOf(failure.tables, loader) : undefined;
    await loader.database.recordFailure({ object: identity, state, error, refusalFingerprint: fingerprint, attempt });
    return { outcome: state, error };
  } catch (recordingError) {
    loader.log.error('failure-not-recorded', { object: objectUrl(identity), error, recordingError });
    return { outcome: 'failed', error };
  }
}

function stateOf(error: LoaderError): 'failed' | 'rejected' | 'missing' {
  return error.verdict === 'usage' ? 'failed' : error.verdict;
}

/** Undefined where the refusal cannot be told from a later one, so that the object is looked at each time. */
async function fingerprintOf(tables: readonly Table[] | undefined, loader: Loader): Promise<string | undefined> {
  try {
    return tables === undefined ? undefined : await refusalFingerprint(tables, loader);
  } catch (error) {
    if (error instanceof LoaderError && error.code === 'TARGET_NOT_MIGRATED') {
      return;
    }
    throw error;
  }
}
