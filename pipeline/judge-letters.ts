/** Gathers what ledger and bucket say of the objects that dead letters announce, many at a time, and judges the letters. */
import type { EventFacts, ObjectFacts, StrangerFacts } from '../domain/dead-letters/facts.ts';
import { recordOf } from '../domain/dead-letters/judge-event.ts';
import { judgeLetter } from '../domain/dead-letters/judge-letter.ts';
import type { DeadLetter, JudgedLetter } from '../domain/dead-letters/judged.ts';
import { isDone } from '../domain/ledger.ts';
import { objectUrl } from '../domain/object/identity.ts';
import type { ObjectHeads } from '../domain/ports/store.ts';
import { askStore, identityOf } from './letters-in-bucket.ts';
import { attemptsOf, findAll, floorsOf, type LedgerMeans, refusalsOf, tracesOfGone } from './letters-in-ledger.ts';
import { announcedIdentity } from './load-object.ts';
import { type OurEvent, readLetter } from './read-letter.ts';

export interface JudgeMeans extends LedgerMeans {
  readonly heads: ObjectHeads;
  /** Receives after which a message is dead. */
  readonly receiveLimit: number;
}

/** In the order of the letters. */
export async function judgeLetters(
  letters: readonly DeadLetter[],
  means: JudgeMeans,
): Promise<readonly JudgedLetter[]> {
  const read = letters.map(({ body }) => readLetter(body, means));
  const ours = read.flat().filter(part => part.kind === 'ours');
  const facts = new Map<OurEvent, EventFacts>([
    ...(await removalFacts(
      ours.filter(({ event }) => event.kind === 'removed'),
      means,
    )),
    ...(await objectFacts(
      ours.filter(({ event }) => event.kind === 'created'),
      means,
    )),
  ]);
  const factsOf = (part: StrangerFacts | OurEvent): EventFacts[] =>
    part.kind === 'stranger' ? [part] : [facts.get(part) ?? []].flat();
  return letters.map((letter, at) => judgeLetter(letter, (read[at] ?? []).flatMap(factsOf), means.receiveLimit));
}

type Known = Map<OurEvent, EventFacts>;

async function removalFacts(ours: readonly OurEvent[], { letters }: JudgeMeans): Promise<Known> {
  const removals = await letters.removals(ours.map(({ event }) => event));
  return new Map(
    ours.map((our, at) => {
      const isRecorded = (removals[at] ?? []).some(({ eventTime }) => eventTime === our.event.eventTime);
      return [our, { kind: 'removal', object: objectUrl(our.event), target: our.target, isRecorded }];
    }),
  );
}

/** The ledger's word on the announced write is enough where it is done; of all others the bucket is asked. */
async function objectFacts(ours: readonly OurEvent[], means: JudgeMeans): Promise<Known> {
  const announced = await findAll(
    ours.map(({ event }) => announcedIdentity(event)),
    means,
  );
  const isOpen = (at: number): boolean => {
    const record = announced[at];
    return record === undefined || !isNamed(ours[at]) || !isDone(record);
  };
  const stored = await askStore(
    ours.map((our, at) => (isOpen(at) ? our : undefined)),
    means.heads,
  );
  const current = await findAll(
    ours.map(({ event }, at) => identityOf(event, stored[at])),
    means,
  );
  const records = ours.map(({ event }, at) =>
    recordOf({ event, current: current[at], announced: announced[at], stored: stored[at] }),
  );
  const [attempts, isRefused, floors, gone] = [
    await attemptsOf(records, means),
    await refusalsOf(ours, records, means),
    await floorsOf(ours, stored, means),
    await tracesOfGone(ours, stored, means),
  ];
  return new Map(
    ours.map((our, at): [OurEvent, ObjectFacts] => [
      our,
      {
        kind: 'object',
        object: objectUrl(our.event),
        event: our.event,
        target: our.target,
        isNamed: isNamed(our),
        keyError: our.keyError,
        announced: announced[at],
        stored: stored[at],
        current: current[at],
        isRefused: isRefused[at] ?? false,
        attempts: attempts[at] ?? [],
        floor: floors[at],
        ...(gone[at] ?? { loadedWrites: [], removedAt: undefined }),
      },
    ]),
  );
}

/** As a consumer has it, which asks the ledger before the bucket for such a write only. */
function isNamed(our: OurEvent | undefined): boolean {
  const { event, route } = our ?? {};
  return route !== undefined && route.kind !== 'load' && event?.eTag !== undefined && event.sizeBytes !== undefined;
}
