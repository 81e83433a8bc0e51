import type { JudgedLetter } from '../domain/dead-letters/judged.ts';
import type { DropReport, DropRequest } from '../domain/dead-letters/requests.ts';
import { isoTime } from '../domain/iso-time.ts';
import type { SeenLetters } from '../domain/ports/dead-letters.ts';
import { type DeskMeans, MOST_LETTERS } from './redrive.ts';

/** Letters of one row of the audit table. */
const BATCH = 200;

/** Characters of a body that are kept: a notification of S3 has some 1,000. */
const LONGEST_BODY = 16 * 1024;

/** Deletes dead letters for good; what they said is written into the audit table before. */
export async function dropLetters(request: DropRequest, { queue, judge, actions }: DeskMeans): Promise<DropReport> {
  const { most = MOST_LETTERS, signal, reason, actor, onProgress } = request;
  return await queue.look({ most, signal }, async seen => {
    const letters = (await judge(seen.letters)).filter(letter => request.chosen(letter));
    let dropped = 0;
    let stopped: string | undefined;
    for (let at = 0; !request.isRehearsal && at < letters.length && stopped === undefined; at += BATCH) {
      const batch = letters.slice(at, at + BATCH);
      const detail = { reason, chosen: letters.length, letters: batch.map(documentOf) };
      const action = await actions.begin({ action: 'dlq-drop', actor, detail });
      dropped += await remove(batch, seen, action.end);
      onProgress?.(Math.min(at + BATCH, letters.length), letters.length);
      stopped = signal?.aborted === true && at + BATCH < letters.length ? 'it was stopped' : undefined;
    }
    return { chosen: letters.length, dropped, left: letters.length - dropped, stopped, letters };
  });
}

async function remove(
  batch: readonly JudgedLetter[],
  seen: SeenLetters,
  end: (result: Readonly<Record<string, unknown>>) => Promise<void>,
): Promise<number> {
  const gone = await seen.remove(batch.map(({ letter }) => letter));
  await end({ dropped: gone.length, left: batch.length - gone.length });
  return gone.length;
}

function documentOf({ letter, judgement, error }: JudgedLetter): Readonly<Record<string, unknown>> {
  const { id, sentAtMs, body } = letter;
  // PostgreSQL has no NUL in its texts, and JSON no half of a pair.
  const kept = body.slice(0, LONGEST_BODY).toWellFormed().replaceAll('\u0000', '\uFFFD');
  const sentAt = isoTime(sentAtMs);
  return { id, sentAt, judgement, errorGroup: error?.group ?? null, body: kept, isCut: body.length > LONGEST_BODY };
}
