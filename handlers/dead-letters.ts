/** The dead-letter queue as operators use it: command line and console share this. */
import { connectDatabase } from '../adapters/postgres/database.ts';
import { makeS3Client } from '../adapters/s3/client.ts';
import { makeObjectHeads } from '../adapters/s3/object-heads.ts';
import { makeSqsClient } from '../adapters/sqs/client.ts';
import { makeDeadLetters } from '../adapters/sqs/dead-letters.ts';
import type { DeadLetter } from '../domain/dead-letters/judged.ts';
import type {
  DropReport,
  DropRequest,
  Look,
  MoveReport,
  MoveRequest,
  RedriveReport,
  RedriveRequest,
} from '../domain/dead-letters/requests.ts';
import type { Routes } from '../domain/object/route.ts';
import packageManifest from '../package.json' with { type: 'json' };
import { dropLetters } from '../pipeline/drop-letters.ts';
import { judgeLetters } from '../pipeline/judge-letters.ts';
import { moveAll } from '../pipeline/move-all.ts';
import { type DeskMeans, MOST_LETTERS, redrive } from '../pipeline/redrive.ts';
import type { Config } from './config.ts';

export interface LookOptions {
  /** Letters to look at; 10,000 if it is not said. */
  readonly most?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  onProgress?(seen: number): void;
}

/** Each call is a look of its own: letters are hidden from others only as long as it takes. One call at a time. */
export interface DeadLetterDesk {
  /** Receives all letters, lets them be seen again, and judges them. */
  look(options?: LookOptions): Promise<Look>;
  /** Looks, forgets the refusals of what is chosen, sends it to the queue, then deletes it. */
  redrive(request: RedriveRequest): Promise<RedriveReport>;
  /** Forgets all refusals, and has SQS move whatever is there. A raised signal cancels it. */
  moveAll(request: MoveRequest): Promise<MoveReport>;
  /** Looks, deletes what is chosen, and gives up what of it failed; the bodies stand in the audit table. */
  drop(request: DropRequest): Promise<DropReport>;
  close(): Promise<void>;
}

/** @param config read with the needs `database`, `queue` and `dead letters` */
export function openDesk(config: Config, routes: Routes): DeadLetterDesk {
  const [s3, sqs] = [makeS3Client(), makeSqsClient()];
  const database = connectDatabase({ url: config.databaseUrl });
  const queue = makeDeadLetters(sqs, config);
  const basis = { packageVersion: packageManifest.version, routes };
  const heads = makeObjectHeads(s3);
  const { letters, actions, refusals, givingUp } = database;
  const judge = (dead: readonly DeadLetter[]) =>
    judgeLetters(dead, { ...basis, database, heads, letters, receiveLimit: config.receiveLimit });
  const means: DeskMeans = { queue, letters, actions, refusals, judge };
  return {
    async look({ most = MOST_LETTERS, signal, onProgress } = {}) {
      const held = await queue.held();
      const seen = await queue.look({ most, signal, onProgress }, found => Promise.resolve(found));
      return { letters: await judge(seen.letters), held, isComplete: seen.isComplete };
    },
    redrive: request => redrive(request, means),
    moveAll: request => moveAll(request, means),
    drop: request => dropLetters(request, { ...means, givingUp }),
    async close() {
      s3.destroy();
      sqs.destroy();
      await database.close();
    },
  };
}
