import type { FollowUp } from '../domain/notification/follow-up.ts';
import type { ObjectIdentity } from '../domain/object/identity.ts';
import type { StoredObject } from '../domain/ports/store.ts';
import type { Ending } from './loader.ts';
import type { Route } from './route-object.ts';

/** A write of an object that is to be loaded, opened. */
export interface OpenedWrite {
  readonly object: StoredObject;
  readonly identity: ObjectIdentity;
  readonly route: Route;
  /** In the ledger, where it is loaded in part already. */
  readonly partial: bigint | undefined;
  /** What of it the message is about. */
  readonly followUp: FollowUp | undefined;
}

/** What became of its rows. */
export type RowsEnding = Ending & { readonly notes: readonly string[] };
