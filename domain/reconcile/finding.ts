/** What may be said of a key that a bucket, or the ledger, or both have. */
import type { ErrorCode } from '../errors.ts';

/** These ask for something to be done. */
export const PROBLEMS = ['missing', 'changed', 'gone-unloaded', 'stuck', 'quarantined'] as const;

/** These do not. */
export const FINE = [
  'loaded',
  'on-its-way',
  'given-up',
  'gone',
  'pruned',
  'unmapped',
  'ignored',
  'no-data',
  'outside',
] as const;

export type Kind = (typeof PROBLEMS)[number] | (typeof FINE)[number];

export const KINDS: readonly Kind[] = [...PROBLEMS, ...FINE];

export interface Finding {
  readonly kind: Kind;
  /** `s3://bucket/key` */
  readonly object: string;
  /** Of the object in the bucket; of a gone one, of its last write. */
  readonly eTag: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970: when it was written; where only the ledger knows it, when that first saw it. */
  readonly sinceMs: number;
  readonly why: string;
  readonly error?: { readonly code: ErrorCode | string; readonly message: string } | undefined;
}
