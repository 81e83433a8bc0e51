import { createHash } from 'node:crypto';
import { LoaderError } from '../domain/errors.ts';
import { isDone, type ObjectRecord } from '../domain/ledger.ts';
import { type ObjectIdentity, objectUrl } from '../domain/object/identity.ts';
import { oneLine } from '../domain/one-line.ts';
import type { Table } from '../domain/table/table.ts';
import type { Ending, Loader } from './loader.ts';

/** What the ledger already knows of a write. */
export interface InLedger {
  /** It is done, or it was refused and would be refused again. Undefined if it has to be read. */
  readonly ending?: Ending | undefined;
  /** Its id, where it is loaded in part. */
  readonly partial?: bigint | undefined;
  /** Of what is loaded once more: the place in the order that it has, in microseconds since 1970. */
  readonly writtenAtMicros?: bigint | undefined;
  /** It was refused as a copy: that stands, whatever else changed. */
  readonly isCopy?: boolean | undefined;
}

/**
 * Asks the ledger for a write. A refusal stands until the mapping, the sources, the version of this package or the columns
 * of the target change; so does that of a file which was loaded in part before.
 */
export async function askLedger(identity: ObjectIdentity, tables: readonly Table[], loader: Loader): Promise<InLedger> {
  const record = await loader.database.findObject(identity);
  if (record === undefined) {
    return {};
  }
  if (isDone(record)) {
    return { ending: { outcome: 'already-loaded' } };
  }
  return {
    ending: (await isStanding(record, tables, loader)) ? refusedAgain(identity, record) : undefined,
    partial: record.state === 'partial' ? record.id : undefined,
    writtenAtMicros: record.writtenAtMicros,
    isCopy: record.errorCode === 'LOAD_COPIED',
  };
}

/** What a refusal rests on besides mapping, target and memory. */
type Basis = Pick<Loader, 'packageVersion' | 'routes'> & {
  readonly database: Pick<Loader['database'], 'targetFingerprint'>;
};

async function isStanding(record: ObjectRecord, tables: readonly Table[], loader: Loader): Promise<boolean> {
  return isRefused(record) && record.refusalFingerprint === (await refusalFingerprint(tables, loader));
}

/** It was refused, be it that a part of it is loaded. */
export function isRefused({ state, refusalFingerprint: first }: ObjectRecord): boolean {
  return state === 'rejected' || (state === 'partial' && first !== undefined);
}

/** Text that changes when a refusal deserves another look: what it rests on, `-`, the reader's memory in MiB if that is known. */
export async function refusalFingerprint(
  tables: readonly Table[],
  loader: Basis & Pick<Loader, 'readerMemoryMib'>,
): Promise<string> {
  return `${await basisOf(tables, loader)}${loader.readerMemoryMib ?? ''}`;
}

/** The part of it that does not tell the memory: who asks may have another one than those who load. */
export async function basisOf(tables: readonly Table[], loader: Basis): Promise<string> {
  const all: unknown[] = [loader.packageVersion, loader.routes.sources];
  for (const table of tables) {
    all.push(table.fingerprint, await loader.database.targetFingerprint(table));
  }
  return `${createHash('sha256').update(JSON.stringify(all)).digest('hex')}-`;
}

/** The object is not read again, and the ledger keeps the first refusal. */
function refusedAgain(identity: ObjectIdentity, record: ObjectRecord): Ending | undefined {
  if (record.errorCode === undefined) {
    return;
  }
  const object = objectUrl(identity);
  const first = withoutObject(record.errorMessage ?? record.errorCode, oneLine(object));
  const error = new LoaderError(record.errorCode, {
    object,
    reason: `refused again without being read, as nothing has changed since it was refused first: ${first}`,
    remedy: 'after the repair, load it again or redrive its message',
  });
  return { outcome: 'rejected', error };
}

/** A message begins with its object, then perhaps row and column, which are to stay. */
function withoutObject(message: string, object: string): string {
  return [': ', ', '].reduce(
    (rest, mark) => (rest.startsWith(`${object}${mark}`) ? rest.slice(object.length + mark.length) : rest),
    message,
  );
}
