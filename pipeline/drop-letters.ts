import type { DeadLetter, JudgedLetter } from '../domain/dead-letters/judged.ts';
import type { DropReport, DropRequest } from '../domain/dead-letters/requests.ts';
import { isoTime } from '../domain/iso-time.ts';
import type { SeenLetters } from '../domain/ports/dead-letters.ts';
import type { Failure, FailurePlace, GivingUp } from '../domain/ports/giving-up.ts';
import { objectsOf } from './read-letter.ts';
import { type DeskMeans, MOST_LETTERS } from './redrive.ts';

export interface DropMeans extends Pick<DeskMeans, 'queue' | 'judge' | 'actions'> {
  readonly givingUp: GivingUp;
}

/** Letters of one row of the audit table. */
const BATCH = 200;

/** Characters of their bodies, unless one alone has more: a notification of S3 has some 1,000, SQS takes 1 MiB. */
const BATCH_CHARACTERS = 1024 * 1024;

/**
 * Deletes dead letters for good; what they said is written into the audit table before. What they announced and failed is
 * given up after: nobody will try it again.
 */
export async function dropLetters(request: DropRequest, means: DropMeans): Promise<DropReport> {
  const { most = MOST_LETTERS, signal, onProgress } = request;
  return await means.queue.look({ most, signal }, async seen => {
    const letters = (await means.judge(seen.letters)).filter(letter => request.chosen(letter));
    let dropped = 0;
    let givenUp = 0;
    let done = 0;
    const report = () => ({ chosen: letters.length, dropped, left: letters.length - dropped, givenUp, letters });
    for (const batch of inRows(letters)) {
      if (signal?.aborted === true) {
        return { ...report(), stopped: 'it was stopped' };
      }
      const own = request.isRehearsal
        ? await rehearse(batch, means)
        : await drop(batch, { request, means, remove: seen.remove, chosen: letters.length });
      dropped += own.dropped;
      givenUp += own.givenUp;
      done += batch.length;
      onProgress?.(done, letters.length);
    }
    return report();
  });
}

interface Dropped {
  readonly dropped: number;
  readonly givenUp: number;
}

async function rehearse(batch: readonly JudgedLetter[], { givingUp }: DropMeans): Promise<Dropped> {
  return { dropped: 0, givenUp: open(await givingUp.find(announcedBy(batch.map(({ letter }) => letter)))) };
}

interface Scene {
  readonly request: DropRequest;
  readonly means: DropMeans;
  readonly remove: SeenLetters['remove'];
  /** Letters of all batches. */
  readonly chosen: number;
}

async function drop(batch: readonly JudgedLetter[], { request, means, remove, chosen }: Scene): Promise<Dropped> {
  const { reason, actor } = request;
  const detail = { reason, chosen, letters: batch.map(documentOf) };
  const action = await means.actions.begin({ action: 'dlq-drop', actor, detail });
  const { gone, fault } = await remove(batch.map(({ letter }) => letter));
  await action.end({ dropped: gone.length, left: batch.length - gone.length });
  const failures = await means.givingUp.giveUp(announcedBy(gone), { reason, actor });
  if (fault !== undefined) {
    throw fault;
  }
  return { dropped: gone.length, givenUp: open(failures) };
}

/** The writes themselves: another one of the same key has a letter of its own, or is waited for. */
function announcedBy(letters: readonly DeadLetter[]): readonly FailurePlace[] {
  return letters.flatMap(({ body }) =>
    objectsOf(body).map(({ bucket, key, eTag, sizeBytes }) => ({ bucket, key, eTag, sizeBytes })),
  );
}

function open(failures: readonly Failure[]): number {
  return failures.filter(({ givenUpAtMs }) => givenUpAtMs === undefined).length;
}

/** As many as one row of the audit table is to hold. */
function* inRows(letters: readonly JudgedLetter[]): Generator<readonly JudgedLetter[]> {
  let row: JudgedLetter[] = [];
  let characters = 0;
  for (const judged of letters) {
    const { length } = judged.letter.body;
    if (row.length === BATCH || (row.length > 0 && characters + length > BATCH_CHARACTERS)) {
      yield row;
      [row, characters] = [[], 0];
    }
    row.push(judged);
    characters += length;
  }
  if (row.length > 0) {
    yield row;
  }
}

function documentOf({ letter, judgement, error }: JudgedLetter): Readonly<Record<string, unknown>> {
  const { id, sentAtMs, body } = letter;
  // PostgreSQL has no NUL in its texts, and JSON no half of a pair.
  const kept = body.toWellFormed().replaceAll('\u0000', '\uFFFD');
  const sentAt = isoTime(sentAtMs);
  return { id, sentAt, judgement, errorGroup: error?.group ?? null, body: kept };
}
