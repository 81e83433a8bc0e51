import { LoaderError } from '../domain/errors.ts';
import type { ObjectRecord } from '../domain/ledger.ts';
import { type Table, targetName } from '../domain/table/table.ts';
import type { Loader } from './loader.ts';
import { basisOf, isRefused } from './refusal.ts';

type Means = Pick<Loader, 'packageVersion' | 'routes' | 'database'>;

/**
 * Tells whether refusals still stand, whatever memory the reader had: an operator's program has another one than a function.
 * What they rest on is asked for once for each set of tables.
 */
export function standingRefusals(means: Means): (record: ObjectRecord, tables: readonly Table[]) => Promise<boolean> {
  const known = new Map<string, Promise<string | undefined>>();
  return async (record, tables) => {
    if (!isRefused(record)) {
      return false;
    }
    const name = tables.map(targetName).join('\n');
    const asked = known.get(name) ?? knownBasis(tables, means);
    known.set(name, asked);
    const basis = await asked;
    return basis !== undefined && record.refusalFingerprint?.startsWith(basis) === true;
  };
}

async function knownBasis(tables: readonly Table[], means: Means): Promise<string | undefined> {
  try {
    return await basisOf(tables, means);
  } catch (error) {
    // Refused while the target was as it should be: it would be looked at anew.
    if (error instanceof LoaderError && error.code === 'TARGET_NOT_MIGRATED') {
      return;
    }
    throw error;
  }
}
