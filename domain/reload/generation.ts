import type { ObjectIdentity } from '../object/identity.ts';
import { type LoadKey, readKey } from '../object/key.ts';

/** A write of a full-load file. */
export interface LoadFile extends ObjectIdentity {
  readonly lastModifiedMs: number;
}

/** The files of the newest full load of a table, and those that an earlier, longer load left behind. */
export interface Generation {
  readonly files: readonly LoadFile[];
  readonly stale: readonly LoadFile[];
}

interface Numbered {
  readonly file: LoadFile;
  readonly number: bigint;
}

const FIRST = 1n;

/**
 * The newest full load among the LOAD files that a table's folders hold.
 *
 * A reload counts from 1 again and overwrites the same keys, so that a shorter one leaves the last files of an earlier
 * one. Each folder and each SEGMENT counts for itself. In such a group the newest load is number 1 and whatever was not
 * modified before it, together with all numbers below those: what was left behind can only stand at the end. A group
 * without a number 1 is taken whole. In doubt a file belongs to it: the older its oldest file, the less is swept.
 */
export function generationOf(found: readonly LoadFile[]): Generation {
  const groups = [...grouped(found).values()].map(newestOf);
  return { files: groups.flatMap(group => group.files), stale: groups.flatMap(group => group.stale) };
}

function grouped(found: readonly LoadFile[]): ReadonlyMap<string, readonly Numbered[]> {
  const groups = new Map<string, Numbered[]>();
  for (const file of found) {
    const key = readKey(file.key);
    if (key?.kind === 'load') {
      const name = groupOf(file, key);
      const group = groups.get(name) ?? [];
      group.push({ file, number: BigInt(`0x${key.counter}`) });
      groups.set(name, group);
    }
  }
  return groups;
}

/** What counts its files by itself. */
function groupOf({ bucket }: LoadFile, { folders, segment }: LoadKey): string {
  return JSON.stringify([bucket, folders, segment]);
}

function newestOf(group: readonly Numbered[]): Generation {
  const ordered = group.toSorted((one, other) => Number(one.number - other.number));
  const started = Math.min(...ordered.filter(({ number }) => number === FIRST).map(({ file }) => file.lastModifiedMs));
  const last = ordered.findLastIndex(({ file }) => !Number.isFinite(started) || file.lastModifiedMs >= started);
  const files = ordered.map(({ file }) => file);
  return { files: files.slice(0, last + 1), stale: files.slice(last + 1) };
}
