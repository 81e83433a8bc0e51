/** What goes on at the dead-letter queue, longer than a page waits: looks, rehearsals, redrives. One at a time. */
import { randomUUID } from 'node:crypto';
import type { Look, RedriveReport } from '../../domain/dead-letters/requests.ts';
import { LoaderError } from '../../domain/errors.ts';
import type { Log } from '../../domain/log.ts';
import type { DeadLetterDesk } from '../dead-letters.ts';
import { type Job, startJob, type Work } from './job.ts';
import { refused } from './refusal.ts';
import type { Selection } from './selection.ts';

export interface LetterWork {
  /** The newest one. */
  lastLook(): Job<Look> | undefined;
  look(): Promise<void>;
  /** Rehearses the redrive of a selection; gives the name under which it is found. */
  rehearse(selection: Selection): Promise<string>;
  redrive(id: string): Redrive | undefined;
  /** Redrives the letters that were rehearsed and are chosen still, once. */
  act(redrive: Redrive): Promise<void>;
  close(): Promise<void>;
}

export interface Redrive {
  readonly id: string;
  readonly selection: Selection;
  readonly rehearsal: Job<RedriveReport>;
  act: Job<RedriveReport> | undefined;
}

/** Rehearsals that are kept: each holds its letters. */
const KEPT = 8;

interface WorkOptions {
  /** Who, for the audit table. */
  readonly actor: string;
  /** Is told of faults that are nobody's but the program's. */
  readonly log: Log;
}

export function makeLetterWork(desk: DeadLetterDesk, { actor, log }: WorkOptions): LetterWork {
  const redrives = new Map<string, Redrive>();
  const ending = new AbortController();
  const { signal } = ending;
  const line = makeLine(log);
  let last: Job<Look> | undefined;

  return {
    lastLook: () => last,
    async look() {
      last = line.begin(tell => desk.look({ signal, onProgress: seen => tell(seen, undefined) }));
      await last.soon();
    },
    async rehearse(selection) {
      const { chosen } = selection;
      const rehearsal = line.begin(() => desk.redrive({ chosen, isRehearsal: true, actor, signal }));
      const id = randomUUID();
      redrives.set(id, { id, selection, rehearsal, act: undefined });
      for (const oldest of [...redrives.keys()].slice(0, -KEPT)) {
        redrives.delete(oldest);
      }
      await rehearsal.soon();
      return id;
    },
    redrive: id => redrives.get(id),
    async act(redrive) {
      const chosen = chosenNow(redrive);
      redrive.act = line.begin(tell => desk.redrive({ chosen, isRehearsal: false, actor, signal, onProgress: tell }));
      // It would show letters that are not there any more.
      last = undefined;
      await redrive.act.soon();
    },
    async close() {
      ending.abort();
      await line.ended();
      await desk.close();
    },
  };
}

/**
 * Letters that were rehearsed, and of them those that are judged and chosen still as they were.
 * @throws Refused
 */
function chosenNow({ rehearsal, selection, act }: Redrive): Selection['chosen'] {
  const { state } = rehearsal;
  if (state.kind !== 'done' || act !== undefined) {
    throw refused(409, 'This rehearsal was acted on already, or has not ended; rehearse again.');
  }
  const rehearsed = new Map(state.result.letters.map(({ letter, judgement }) => [letter.id, judgement]));
  return judged => rehearsed.get(judged.letter.id) === judged.judgement && selection.chosen(judged);
}

interface Line {
  /** @throws Refused while another job goes on */
  begin<Result>(work: Work<Result>): Job<Result>;
  /** Resolves when the last job has. */
  ended(): Promise<void>;
}

function makeLine(log: Log): Line {
  let current: Job<unknown> | undefined;
  return {
    begin(work) {
      if (current?.state.kind === 'running') {
        throw refused(409, 'The dead-letter queue is looked at, or redriven, right now; wait until this has ended.');
      }
      const job = startJob(work);
      current = job;
      job.ended.then(() => tellFault(job, log));
      return job;
    },
    ended: async () => await current?.ended,
  };
}

function tellFault({ state }: Job<unknown>, log: Log): void {
  if (state.kind === 'failed' && !(state.error instanceof LoaderError)) {
    log.error('console-failed', { error: state.error });
  }
}
