/** What is to be said of one key: the object in the bucket, held against the writes of it that the ledger knows. */
import { isFinal, type ObjectState } from '../ledger.ts';
import type { KnownWrite } from '../ports/reconciliation.ts';
import type { ListedObject } from '../ports/store.ts';
import type { Kind } from './finding.ts';

/** One key, with all that is known of it. One of the two is there at least. */
export interface KeyFacts {
  readonly key: string;
  readonly listed: ListedObject | undefined;
  /** The oldest line first. */
  readonly writes: readonly KnownWrite[];
}

export interface Terms {
  /** Milliseconds since 1970. What is younger than this is on its way: its message, or another try, may be to come. */
  readonly youngSinceMs: number;
  /** Whether its LastModified belongs to the identity of the key's writes. */
  readonly isTimedByObject: boolean;
  /** The object was written below the floor of its target: the ledger may have forgotten it, and no row of it would be added. */
  isBelowFloor(listed: ListedObject): boolean;
}

export interface Verdict {
  readonly kind: Kind;
  readonly why: string;
  /** What of the ledger it rests on. */
  readonly write?: KnownWrite | undefined;
}

export function judgeKey({ listed, writes }: KeyFacts, terms: Terms): Verdict {
  return listed === undefined ? judgeGone(writes, terms) : judgeListed(listed, writes, terms);
}

function judgeListed(listed: ListedObject, writes: readonly KnownWrite[], terms: Terms): Verdict {
  const write = lineOf(listed, writes, terms);
  // The same bytes put again since are another write, whose event is to come.
  if (write?.givenUpAtMs !== undefined && listed.lastModifiedMs <= write.givenUpAtMs) {
    return givenUp(write);
  }
  if (write !== undefined && write.state !== 'missing' && write.state !== 'overwritten') {
    return judgeLine(write, terms);
  }
  const loaded = writes.findLast(({ state }) => state === 'loaded');
  if (listed.lastModifiedMs >= terms.youngSinceMs) {
    return { kind: 'on-its-way', why: 'was written within the grace' };
  }
  if (loaded !== undefined) {
    return { kind: 'changed', why: `was written again after ETag ${loaded.eTag} was loaded`, write: loaded };
  }
  if (write !== undefined) {
    return { kind: 'missing', why: `is there, and ${write.state} in the ledger`, write };
  }
  return terms.isBelowFloor(listed)
    ? { kind: 'pruned', why: 'is not in the ledger, and was written below the floor of its target' }
    : { kind: 'missing', why: writes.length === 0 ? 'is not in the ledger' : 'is in the ledger as other writes only' };
}

/**
 * The line of what is in the bucket. A full-load file that could not be opened has one under the words of its announcement,
 * which do not say when it was modified.
 */
function lineOf(listed: ListedObject, writes: readonly KnownWrite[], terms: Terms): KnownWrite | undefined {
  const same = writes.filter(({ eTag, sizeBytes }) => eTag === listed.eTag && sizeBytes === listed.sizeBytes);
  const time = terms.isTimedByObject ? listed.lastModifiedMs : undefined;
  const exact = same.find(({ lastModifiedMs }) => lastModifiedMs === time);
  return exact ?? same.find(({ lastModifiedMs, state }) => lastModifiedMs === undefined && !isFinal(state));
}

function judgeLine(write: KnownWrite, { youngSinceMs }: Terms): Verdict {
  if (write.state === 'loaded') {
    return { kind: 'loaded', why: 'is loaded', write };
  }
  return write.changedAtMs >= youngSinceMs
    ? { kind: 'on-its-way', why: `${STATES[write.state]} within the grace`, write }
    : { kind: 'stuck', why: STATES[write.state], write };
}

/** What was loaded may be removed from the bucket: many let it expire. */
function judgeGone(writes: readonly KnownWrite[], { youngSinceMs }: Terms): Verdict {
  const write = writes.at(-1);
  if (write === undefined || isFinal(write.state)) {
    return { kind: 'gone', why: 'is loaded, and not in the bucket any more', write };
  }
  if (write.givenUpAtMs !== undefined) {
    return givenUp(write);
  }
  return write.changedAtMs >= youngSinceMs
    ? { kind: 'on-its-way', why: `${STATES[write.state]} within the grace`, write }
    : { kind: 'gone-unloaded', why: `${STATES[write.state]}, and is not in the bucket any more`, write };
}

function givenUp(write: KnownWrite): Verdict {
  return { kind: 'given-up', why: `${STATES[write.state]}, and was given up`, write };
}

const STATES: Readonly<Record<ObjectState, string>> = {
  failed: 'failed',
  rejected: 'was refused',
  partial: 'is loaded in part',
  missing: 'was announced and not found',
  loaded: 'was loaded',
  overwritten: 'was overwritten',
};
