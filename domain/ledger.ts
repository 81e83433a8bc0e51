import type { ErrorCode } from './errors.ts';

/** What the ledger says of one write of an object. Only the last two are final. */
export type ObjectState = 'failed' | 'rejected' | 'missing' | 'partial' | 'loaded' | 'overwritten';

const FINAL: Readonly<Record<ObjectState, boolean>> = {
  failed: false,
  rejected: false,
  missing: false,
  partial: false,
  loaded: true,
  overwritten: true,
};

/** A final state is never left: no claim succeeds on it, no failure overwrites it. */
export function isFinal(state: ObjectState): boolean {
  return FINAL[state];
}

/** Nothing is left to do: it is in a final state, and nobody asked for it to be loaded once more. */
export function isDone({ state, isReopened }: Pick<ObjectRecord, 'state' | 'isReopened'>): boolean {
  return isFinal(state) && isReopened !== true;
}

export const OBJECT_STATES = Object.keys(FINAL) as ObjectState[];

export const FINAL_STATES = OBJECT_STATES.filter(isFinal);

/** A write of an object, as the ledger knows it. */
export interface ObjectRecord {
  readonly id: bigint;
  readonly state: ObjectState;
  /** Of the last failure: what the state stands on, if it is not final. */
  readonly errorCode: ErrorCode | undefined;
  readonly errorMessage: string | undefined;
  /** What a refusal depended on: mapping, package version, the target's columns, the reader's memory. */
  readonly refusalFingerprint: string | undefined;
  /** It is loaded, and is to be loaded once more. */
  readonly isReopened?: boolean | undefined;
  /** Of what is loaded: when it was written, as that load had it, in microseconds since 1970. */
  readonly writtenAtMicros?: bigint | undefined;
}
