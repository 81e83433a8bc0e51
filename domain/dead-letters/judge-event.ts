/** What would become of one event of a dead letter if it were sent once more. */
import { errorGroup } from '../error-group.ts';
import { type ErrorCode, LoaderError, verdictOn } from '../errors.ts';
import { isDone, isFinal, type ObjectRecord } from '../ledger.ts';
import type { EventFacts, ObjectFacts, StrangerFacts } from './facts.ts';
import type { JudgedError, Judgement } from './judged.ts';

export interface EventVerdict {
  readonly judgement: Judgement;
  /** A sentence without the object. */
  readonly why: string;
  readonly error?: JudgedError | undefined;
}

/**
 * Errors that go away without anybody's repair; and those about the object, of which the bucket has just told how it is
 * now. However often they came, another try is worth it.
 */
const HEALED_BY_TIME: ReadonlySet<ErrorCode> = new Set([
  'DATABASE_UNAVAILABLE',
  'STORE_UNAVAILABLE',
  'DEADLINE_NEAR',
  'QUEUE_UNAVAILABLE',
  'COMMIT_UNKNOWN',
  'OBJECT_MISSING',
  'OBJECT_FORBIDDEN',
  'OBJECT_CHANGED',
]);

/** A refusal that does not stand rests on what has changed since: the mapping, its target, or that there was none. */
function isHealed({ code }: JudgedError): boolean {
  return HEALED_BY_TIME.has(code) || verdictOn(code) === 'rejected';
}

/** S3 tells LastModified in whole seconds. */
const SECOND_MS = 1000;

/** @param receiveLimit receives after which a message is dead: so often the same error makes it poison */
export function judgeEvent(facts: EventFacts, receiveLimit: number): EventVerdict {
  if (facts.kind === 'stranger') {
    return judgeStranger(facts);
  }
  if (facts.kind === 'removal') {
    return facts.isRecorded
      ? { judgement: 'already-loaded', why: 'the removal of the object is recorded' }
      : { judgement: 'transient', why: 'the removal of the object is not recorded yet' };
  }
  return judgeLoaded(facts) ?? judgeStored(facts) ?? judgeFailing(facts, receiveLimit) ?? judgeOpen(facts);
}

function judgeStranger({ reason }: StrangerFacts): EventVerdict {
  if (!(reason instanceof LoaderError)) {
    return { judgement: 'not-ours', why: reason };
  }
  const advice = reason.code === 'TABLE_NOT_MAPPED' ? ': add a mapping and redrive it, or drop it' : '';
  return { judgement: 'not-ours', why: `${reason.message}${advice}`, error: errorOf(reason) };
}

/** Undefined where it is not loaded, or is to be loaded once more. */
function judgeLoaded(facts: ObjectFacts): EventVerdict | undefined {
  const { announced, current } = facts;
  if (announced !== undefined && facts.isNamed && isDone(announced)) {
    return announced.state === 'overwritten'
      ? { judgement: 'newer-loaded', why: 'another write had replaced the announced one, and was loaded' }
      : ALREADY_LOADED;
  }
  if (current === undefined || !isDone(current)) {
    return;
  }
  return isAnnounced(facts)
    ? ALREADY_LOADED
    : { judgement: 'newer-loaded', why: 'another write stands in its place now, and is loaded' };
}

const ALREADY_LOADED: EventVerdict = { judgement: 'already-loaded', why: 'this write of the object is loaded' };

/** What the bucket has is what was announced. An event comes after its write: one that is older speaks of another write. */
function isAnnounced({ event, stored }: Pick<ObjectFacts, 'event' | 'stored'>): boolean {
  if (stored === undefined || stored instanceof LoaderError) {
    return true;
  }
  const isSame =
    (event.eTag ?? stored.eTag) === stored.eTag && (event.sizeBytes ?? stored.sizeBytes) === stored.sizeBytes;
  const announcedMs = event.eventTime === undefined ? Number.POSITIVE_INFINITY : Date.parse(event.eventTime);
  return isSame && !(stored.isLoad && stored.lastModifiedMs > announcedMs + SECOND_MS);
}

/** Undefined where the object is there. */
function judgeStored(facts: ObjectFacts): EventVerdict | undefined {
  const { stored, event, isNamed, loadedWrites, removedAt } = facts;
  if (!(stored instanceof LoaderError)) {
    return;
  }
  const last = lastError(facts);
  // The ledger's words, where it met the same: the request for the bytes says more than the one without, and names the group.
  const error = last?.code === stored.code ? last : errorOf(stored);
  if (stored.code !== 'OBJECT_MISSING') {
    return { judgement: 'transient', why: `its bucket does not tell: ${stored.message}`, error };
  }
  if (isNamed && loadedWrites.some(({ eTag, sizeBytes }) => eTag === event.eTag && sizeBytes === event.sizeBytes)) {
    return { judgement: 'already-loaded', why: 'this write of the object was loaded before it was removed' };
  }
  // One of an earlier write tells nothing of this one.
  const isEarlier = Date.parse(removedAt ?? '') < Date.parse(event.eventTime ?? '');
  const since = removedAt === undefined || isEarlier ? '' : `; it was removed ${removedAt}`;
  const others = loadedWrites.length === 0 ? '' : '; another write of it is loaded';
  return { judgement: 'object-gone', why: `the object is not in its bucket${since}${others}`, error };
}

/** Undefined where another try may go well. */
function judgeFailing(facts: ObjectFacts, receiveLimit: number): EventVerdict | undefined {
  const { keyError, isRefused } = facts;
  if (keyError !== undefined) {
    return { judgement: 'poison', why: `its key is refused: ${keyError.message}`, error: errorOf(keyError) };
  }
  const error = lastError(facts);
  if (error !== undefined && isRefused) {
    return { judgement: 'poison', why: `refused, and nothing that this rests on has changed: ${error.message}`, error };
  }
  return error !== undefined && error.times >= receiveLimit && !isHealed(error)
    ? { judgement: 'poison', why: `failed ${error.times} times with the same error: ${error.message}`, error }
    : undefined;
}

function judgeOpen(facts: ObjectFacts): EventVerdict {
  return { judgement: 'transient', why: whyOpen(recordOf(facts), facts), error: lastError(facts) };
}

function whyOpen(record: ObjectRecord | undefined, { announced, floor }: ObjectFacts): string {
  if (record === undefined) {
    if (announced !== undefined) {
      return 'another write stands in its place now, which nobody has tried yet';
    }
    return floor === undefined
      ? 'the ledger does not know it: no attempt got as far as a record'
      : `the ledger does not know it, and it was written before the floor of its table (${floor.reason}): pruned, or never loaded; if it was loaded, another try changes no row`;
  }
  if (isFinal(record.state)) {
    return 'it is loaded, and is to be loaded once more';
  }
  const last = record.errorMessage === undefined ? '' : `; the last error: ${record.errorMessage}`;
  const Why: Readonly<Record<string, string>> = {
    missing: 'it was missing, and is there now',
    partial: 'it is loaded in part',
    rejected: 'it was refused, and what this rested on has changed',
  };
  return `${Why[record.state] ?? 'it failed, and may be loaded at another try'}${last}`;
}

/** What the bucket has is what the next attempt finds: where that is another write, the announced one tells nothing of it. */
export function recordOf(
  facts: Pick<ObjectFacts, 'current' | 'announced' | 'event' | 'stored'>,
): ObjectRecord | undefined {
  return facts.current ?? (isAnnounced(facts) ? facts.announced : undefined);
}

/** The last error of an object that is not done, and how many attempts in a row ended with its like. */
function lastError(facts: ObjectFacts): JudgedError | undefined {
  const record = recordOf(facts);
  if (record?.errorCode === undefined || isFinal(record.state)) {
    return;
  }
  const { errorCode: code, errorMessage: message = code } = record;
  const group = errorGroup(code, message);
  const other = facts.attempts.findIndex(
    attempt => attempt.code === undefined || errorGroup(attempt.code, attempt.message ?? attempt.code) !== group,
  );
  return { code, group, message, times: Math.max(other < 0 ? facts.attempts.length : other, 1) };
}

function errorOf({ code, message }: LoaderError): JudgedError {
  return { code, message, group: errorGroup(code, message), times: 1 };
}
