/** What the pages work on. */
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import type { Mapped } from '../../domain/object/mapped.ts';
import type { Routes } from '../../domain/object/route.ts';
import type { QueueLooks } from '../queue-depths.ts';
import type { LetterWork } from './letter-work.ts';
import type { Pool } from './pool.ts';

export interface Scene {
  readonly routes: Routes;
  readonly mapped: Mapped;
  readonly databases: Pool<PostgresDatabase>;
  queues(): Promise<QueueLooks>;
  /** Undefined where no dead-letter queue is named. */
  readonly letters: LetterWork | undefined;
  /** Nothing can be changed from here. */
  readonly isReadOnly: boolean;
  /** Milliseconds since 1970. */
  now(): number;
}
