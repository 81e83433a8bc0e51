import type { ObjectState } from '../ledger.ts';

/** Failed, refused and missing files that nobody will load: an operator says so, and they count as failing no more. */
export interface GivingUp {
  /** By key; those that are given up already are among them. What is loaded in part is not: its rows are there. */
  find(places: readonly FailurePlace[]): Promise<readonly Failure[]>;
  /**
   * Gives them up, in one transaction with its line in the audit table; with none left to give up it writes nothing. The next
   * attempt at one of them takes its mark away.
   * @returns them as they were before
   */
  giveUp(places: readonly FailurePlace[], why: WhyGivenUp): Promise<readonly Failure[]>;
}

/** One object, or all below a prefix. */
export interface FailurePlace {
  readonly bucket: string;
  readonly key: string;
  readonly isPrefix?: boolean | undefined;
  /** Only that write of it; undefined: whichever. */
  readonly eTag?: string | undefined;
  readonly sizeBytes?: number | undefined;
}

export interface WhyGivenUp {
  readonly reason: string;
  /** Who, for the audit table: `user@host`. */
  readonly actor: string;
}

/** A write of an object. */
export interface Failure {
  readonly objectLoadId: bigint;
  /** `s3://bucket/key` */
  readonly object: string;
  readonly eTag: string;
  readonly state: ObjectState;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** Milliseconds since 1970; undefined: it is not given up yet. */
  readonly givenUpAtMs: number | undefined;
}
