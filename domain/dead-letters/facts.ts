/** What is known of the events of a dead letter; the judgement follows from it alone. */
import type { LoaderError } from '../errors.ts';
import type { ObjectRecord } from '../ledger.ts';
import type { ObjectEvent } from '../notification/announcement.ts';
import type { FailedAttempt, Floor, LoadedWrite } from '../ports/letter-facts.ts';
import type { StoredObject } from '../ports/store.ts';

export type EventFacts = StrangerFacts | RemovalFacts | ObjectFacts;

/** Nothing of it is ours: it cannot be read, or no mapping takes it. */
export interface StrangerFacts {
  readonly kind: 'stranger';
  /** `s3://bucket/key`; undefined for what cannot be read. */
  readonly object: string | undefined;
  /** Why it is of no concern, or what is wrong with it. */
  readonly reason: string | LoaderError;
}

/** An object of ours was removed. */
export interface RemovalFacts {
  readonly kind: 'removal';
  readonly object: string;
  readonly target: string | undefined;
  /** The ledger has this event. */
  readonly isRecorded: boolean;
}

/** An object of ours was written. */
export interface ObjectFacts {
  readonly kind: 'object';
  readonly object: string;
  readonly event: ObjectEvent;
  /** `schema.table`; undefined for a file whose rows name their tables, or that its key refuses. */
  readonly target: string | undefined;
  /** The event says all that a write is known by: of a change file with ETag and size. Of a LOAD file none does. */
  readonly isNamed: boolean;
  /** What its key alone is refused for. */
  readonly keyError: LoaderError | undefined;
  /** What the ledger says of the write that is announced, as far as the event names it. */
  readonly announced: ObjectRecord | undefined;
  /** What the bucket has; its error, where it does not tell. Undefined where the ledger's word was enough. */
  readonly stored: Stored | LoaderError | undefined;
  /** What the ledger says of the write that the bucket has. */
  readonly current: ObjectRecord | undefined;
  /** Its refusal still rests on what is so now. */
  readonly isRefused: boolean;
  /** The newest first. */
  readonly attempts: readonly FailedAttempt[];
  /** Of an object that is gone. */
  readonly loadedWrites: readonly LoadedWrite[];
  /** Of an object that is gone, as far as it was announced: milliseconds since 1970, or text of the event. */
  readonly removedAt: string | undefined;
  /** The floor that its position is at or below. */
  readonly floor: Floor | undefined;
}

export type Stored = Pick<StoredObject, 'eTag' | 'sizeBytes' | 'lastModifiedMs'> & {
  /** LastModified is part of which write it is: of a full-load file. */
  readonly isLoad: boolean;
};
