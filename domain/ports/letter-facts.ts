/** What the ledger says of objects that dead letters announce, besides their states. Times are milliseconds since 1970. */
import type { Table } from '../table/table.ts';

export interface LetterFacts {
  /** The last attempts with each of several objects (`object_load_id`), the newest first, in their order. */
  lastAttempts(objectLoadIds: readonly bigint[]): Promise<readonly (readonly FailedAttempt[])[]>;
  /** Removals of objects from their bucket that are recorded, in their order. */
  removals(objects: readonly Place[]): Promise<readonly (readonly RecordedRemoval[])[]>;
  /** Writes of objects that are loaded, in their order. */
  loadedWrites(objects: readonly Place[]): Promise<readonly (readonly LoadedWrite[])[]>;
  /** Of each table the floor that it has, if it has one, in their order. */
  floors(tables: readonly Table[]): Promise<readonly (Floor | undefined)[]>;
  /** A mark in the course of attempts: those that end from now on are later. */
  now(): Promise<bigint>;
  /** How objects ended since a mark, in their order: done once one of their writes was loaded since, or found replaced by one that is. */
  endings(objects: readonly Place[], since: bigint): Promise<readonly LetterEnding[]>;
}

export interface Place {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
}

/** One that did not fail has no code. */
export interface FailedAttempt {
  readonly code: string | undefined;
  readonly message: string | undefined;
}

export interface RecordedRemoval {
  /** As the event has it. */
  readonly eventTime: string | undefined;
  readonly recordedAtMs: number;
}

export interface LoadedWrite {
  readonly eTag: string;
  readonly sizeBytes: number;
}

/** At or below it no change inserts an absent key. */
export interface Floor {
  readonly writtenAtMicros: bigint;
  readonly reason: string;
}

export type LetterEnding = 'done' | 'failed' | 'open';
