import { LoaderError } from '../domain/errors.ts';
import type { ObjectRecord } from '../domain/ledger.ts';
import { type Table, targetName } from '../domain/table/table.ts';
import type { Loader } from './loader.ts';
import { fingerprintsByMemory, isRefused } from './refusal.ts';

type Means = Pick<Loader, 'packageVersion' | 'readerMemoryMib' | 'routes' | 'database'>;

/** Memory of a Lambda function, the largest (Lambda quotas), and of a worker's reader, in MiB. */
const MOST_MEMORY_MIB = 10_240;

/**
 * Tells whether refusals still stand. They rest on the memory of the reader, too, and an operator's program has another one
 * than a function: whatever the memory was, a refusal stands if all else is as it was. That takes a fingerprint for each
 * memory there may be, some 30 ms for each set of tables, once.
 */
export function standingRefusals(means: Means): (record: ObjectRecord, tables: readonly Table[]) => Promise<boolean> {
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  return async (record, tables) => {
    const { refusalFingerprint: first } = record;
    if (!isRefused(record) || first === undefined) {
      return false;
    }
    const name = tables.map(targetName).join('\n');
    const prints = known.get(name) ?? allFingerprints(tables, means);
    known.set(name, prints);
    return (await prints).has(first);
  };
}

async function allFingerprints(tables: readonly Table[], means: Means): Promise<ReadonlySet<string>> {
  try {
    const printOf = await fingerprintsByMemory(tables, means);
    const all = new Set([printOf(means.readerMemoryMib), printOf(undefined)]);
    for (let memoryMib = 1; memoryMib <= MOST_MEMORY_MIB; memoryMib++) {
      all.add(printOf(memoryMib));
    }
    return all;
  } catch (error) {
    // Refused while the target was as it should be: it would be looked at anew.
    if (error instanceof LoaderError && error.code === 'TARGET_NOT_MIGRATED') {
      return new Set();
    }
    throw error;
  }
}
