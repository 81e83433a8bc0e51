/** What goes on at the dead-letter queue, longer than a page waits: looks, rehearsals, redrives. One at a time. */
import { randomUUID } from 'node:crypto';
import type { Look, RedriveReport } from '../../domain/dead-letters/requests.ts';
import type { DeadLetterDesk } from '../dead-letters.ts';
import { type Job, startJob } from './job.ts';
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

/** @param actor who, for the audit table */
export function makeLetterWork(desk: DeadLetterDesk, actor: string): LetterWork {
  const redrives = new Map<string, Redrive>();
  const ending = new AbortController();
  let last: Job<Look> | undefined;
  let current: Job<unknown> | undefined;

  function begin<Result>(work: Parameters<typeof startJob<Result>>[0]): Job<Result> {
    if (current?.state.kind === 'running') {
      throw refused(
        409,
        'The dead-letter queue is being looked at, or redriven, right now; wait until this has ended.',
      );
    }
    const job = startJob(work);
    current = job;
    return job;
  }

  return {
    lastLook: () => last,
    async look() {
      last = begin(tell => desk.look({ signal: ending.signal, onProgress: seen => tell(seen, undefined) }));
      await last.soon();
    },
    async rehearse(selection) {
      const { chosen } = selection;
      const rehearsal = begin(() => desk.redrive({ chosen, isRehearsal: true, actor, signal: ending.signal }));
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
      const { state } = redrive.rehearsal;
      if (state.kind !== 'done' || redrive.act !== undefined) {
        throw refused(409, 'This rehearsal was acted on already, or has not ended; rehearse again.');
      }
      const rehearsed = new Set(state.result.letters.map(({ letter }) => letter.id));
      const { chosen } = redrive.selection;
      redrive.act = begin(tell =>
        desk.redrive({
          chosen: letter => rehearsed.has(letter.letter.id) && chosen(letter),
          isRehearsal: false,
          actor,
          signal: ending.signal,
          onProgress: tell,
        }),
      );
      await redrive.act.soon();
    },
    async close() {
      ending.abort();
      await current?.ended;
      await desk.close();
    },
  };
}
