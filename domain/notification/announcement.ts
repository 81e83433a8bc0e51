import type { LoaderError } from '../errors.ts';
import type { FollowUp } from './follow-up.ts';

/** One thing that happened to one object. A hint only: what is stored is the truth. */
export interface ObjectEvent {
  readonly kind: 'created' | 'removed';
  readonly bucket: string;
  /** Decoded. Text to ask the store with, never a path. */
  readonly key: string;
  /** Without quotes. */
  readonly eTag?: string | undefined;
  readonly sizeBytes?: number | undefined;
  /** ISO 8601 with a zone. */
  readonly eventTime?: string | undefined;
  /** Known to be copied from another object. A copy of a large one, in parts, cannot be told from an upload. */
  readonly isCopy: boolean;
  /** What of the object is meant, in a message of the loader's own. */
  readonly followUp?: FollowUp | undefined;
}

/** A record that is well-formed and of no concern here. */
export interface IgnoredRecord {
  readonly kind: 'ignored';
  readonly reason: string;
}

/** What a message says. */
export type Announcement =
  | {
      readonly kind: 'objects';
      /** One at least. */
      readonly events: readonly ObjectEvent[];
      /** Records beside them that cannot be read: the events are loaded, the message is still answered as rejected. */
      readonly unreadable: readonly LoaderError[];
      /** Why other records beside them are of no concern. */
      readonly ignored: readonly string[];
    }
  | IgnoredRecord
  | { readonly kind: 'unreadable'; readonly error: LoaderError };
