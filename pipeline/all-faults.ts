import { LoaderError } from '../domain/errors.ts';
import { NAMED_FAULTS } from '../domain/limits.ts';
import { faultsError, type RowFault } from '../domain/table/faults.ts';
import type { MappedBatch } from '../domain/table/map-batch.ts';

type Faults = Pick<MappedBatch, 'faults' | 'faultCount'>;

/** Reads the file to its end, if there is time, so that one error can say how many bad cells there are. */
export async function allFaults(first: Faults, rest: AsyncIterable<Faults>, object: string): Promise<LoaderError> {
  let faults = first.faults;
  let count = first.faultCount;
  try {
    for await (const mapped of rest) {
      faults = firstOf([...faults, ...mapped.faults]);
      count += mapped.faultCount;
    }
  } catch (error) {
    if (error instanceof LoaderError && error.code === 'DEADLINE_NEAR') {
      return faultsError(faults, { count, isAll: false }, object);
    }
    throw error;
  }
  return faultsError(faults, { count, isAll: true }, object);
}

/** By row: batches of several tables do not come in the order of their rows. */
function firstOf(faults: readonly RowFault[]): readonly RowFault[] {
  return faults.toSorted((one, other) => one.row - other.row).slice(0, NAMED_FAULTS);
}
