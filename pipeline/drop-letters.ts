import type { JudgedLetter } from '../domain/dead-letters/judged.ts';
import type { DropReport, DropRequest } from '../domain/dead-letters/requests.ts';
import { isoTime } from '../domain/iso-time.ts';
import { type DeskMeans, MOST_LETTERS } from './redrive.ts';

/** Letters of one row of the audit table. */
const BATCH = 200;

/** Characters of their bodies, unless one alone has more: a notification of S3 has some 1,000, SQS takes 1 MiB. */
const BATCH_CHARACTERS = 1024 * 1024;

/** Deletes dead letters for good; what they said is written into the audit table before. */
export async function dropLetters(request: DropRequest, { queue, judge, actions }: DeskMeans): Promise<DropReport> {
  const { most = MOST_LETTERS, signal, reason, actor, onProgress } = request;
  return await queue.look({ most, signal }, async seen => {
    const letters = (await judge(seen.letters)).filter(letter => request.chosen(letter));
    let dropped = 0;
    let done = 0;
    for (const batch of request.isRehearsal ? [] : inRows(letters)) {
      if (signal?.aborted === true) {
        return { chosen: letters.length, dropped, left: letters.length - dropped, stopped: 'it was stopped', letters };
      }
      const detail = { reason, chosen: letters.length, letters: batch.map(documentOf) };
      const action = await actions.begin({ action: 'dlq-drop', actor, detail });
      const { gone, fault } = await seen.remove(batch.map(({ letter }) => letter));
      await action.end({ dropped: gone.length, left: batch.length - gone.length });
      if (fault !== undefined) {
        throw fault;
      }
      dropped += gone.length;
      done += batch.length;
      onProgress?.(done, letters.length);
    }
    return { chosen: letters.length, dropped, left: letters.length - dropped, letters };
  });
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
