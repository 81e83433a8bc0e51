/** What a hostile file is: a name, how its bytes are made (the same ones every time), and how the reading of it must end. */
import type { ErrorCode } from '../../domain/errors.ts';

export interface HostileClass {
  /** What is wrong with it. */
  readonly name: string;
  readonly ends: End;
  bytes(): Uint8Array;
}

/** Refused under a code, in a message that says all of `says`; or read whole, for what is odd and does no harm. */
export type End =
  | { readonly code: ErrorCode; readonly says: readonly string[] }
  | { readonly rows: number; readonly columns?: readonly string[] };

/** Files of one kind, under a key of it. */
export interface HostileGroup {
  readonly title: string;
  readonly key: string;
  readonly classes: readonly HostileClass[];
}

export function refused(code: ErrorCode, ...says: readonly string[]): End {
  return { code, says };
}

/** PARQUET_CORRUPT. */
export function corrupt(...says: readonly string[]): End {
  return refused('PARQUET_CORRUPT', ...says);
}

/** PARQUET_TOO_LARGE. */
export function tooLarge(...says: readonly string[]): End {
  return refused('PARQUET_TOO_LARGE', ...says);
}

/** Read whole, of so many rows. */
export function read(rows: number): End {
  return { rows };
}
