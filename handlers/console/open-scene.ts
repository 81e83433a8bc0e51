/** Puts together what the pages work on. Nothing connects before a page asks. */
import { connectDatabase } from '../../adapters/postgres/database.ts';
import type { Log } from '../../domain/log.ts';
import { mappedBy } from '../../domain/object/mapped.ts';
import type { Routes } from '../../domain/object/route.ts';
import type { Config } from '../config.ts';
import { openDesk } from '../dead-letters.ts';
import { queueDepths } from '../queue-depths.ts';
import { makeLetterWork } from './letter-work.ts';
import { makePool } from './pool.ts';
import type { Scene } from './scene.ts';

/** Pages that ask the database at the same time; the others wait. */
const CONNECTIONS = 4;

interface SceneOptions {
  readonly config: Config;
  readonly routes: Routes;
  readonly log: Log;
  /** Who redrives, for the audit table. */
  readonly actor: string;
  readonly isReadOnly: boolean;
}

export interface OpenScene extends Scene {
  close(): Promise<void>;
}

export function openScene({ config, routes, log, actor, isReadOnly }: SceneOptions): OpenScene {
  const databases = makePool(CONNECTIONS, () => connectDatabase({ url: config.databaseUrl }));
  const hasDesk = config.queueUrl !== '' && config.deadLetterQueueUrl !== '';
  const letters = hasDesk ? makeLetterWork(openDesk(config, routes), { actor, log }) : undefined;
  return {
    routes,
    mapped: mappedBy(routes),
    databases,
    queues: queueDepths(config),
    letters,
    isReadOnly,
    now: Date.now,
    close: async () => void (await Promise.all([databases.close(), letters?.close()])),
  };
}
