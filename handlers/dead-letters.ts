/** The dead-letter queue as operators use it: command line and console share this. */
import type {
  DropReport,
  DropRequest,
  Look,
  MoveReport,
  MoveRequest,
  RedriveReport,
  RedriveRequest,
} from '../domain/dead-letters/requests.ts';
import { LoaderError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { Routes } from '../domain/object/route.ts';
import type { Config } from './config.ts';

export interface LookOptions {
  /** Letters to look at; 10,000 if it is not said. */
  readonly most?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  onProgress?(seen: number): void;
}

/** Each call is a look of its own: letters are hidden from others only as long as it takes. One call at a time. */
export interface DeadLetterDesk {
  /** Receives all letters, judges them, and lets them be seen again. */
  look(options?: LookOptions): Promise<Look>;
  /** Looks, forgets the refusals of what is chosen, sends it to the queue, then deletes it. */
  redrive(request: RedriveRequest): Promise<RedriveReport>;
  /** Looks, forgets all refusals, and has SQS move whatever is there. A raised signal cancels it. */
  moveAll(request: MoveRequest): Promise<MoveReport>;
  /** Looks, and deletes what is chosen; its bodies stand in the audit table. */
  drop(request: DropRequest): Promise<DropReport>;
  close(): Promise<void>;
}

/** @param config read with the needs `database`, `queue` and `dead letters` */
export function openDesk(_config: Config, _routes: Routes, _log: Log): DeadLetterDesk {
  const notYet = (): never => {
    throw new LoaderError('UNEXPECTED', { reason: 'the desk is not there yet', remedy: 'wait' });
  };
  return {
    look: async () => notYet(),
    redrive: async () => notYet(),
    moveAll: async () => notYet(),
    drop: async () => notYet(),
    close: async () => undefined,
  };
}
