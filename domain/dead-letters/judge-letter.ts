import type { EventFacts } from './facts.ts';
import { type EventVerdict, judgeEvent } from './judge-event.ts';
import type { DeadLetter, JudgedLetter, JudgedObject, Judgement, SuggestedAct } from './judged.ts';

/** A letter whose events differ takes what needs most care; it is a stranger's only if nothing of it is ours. */
export const BY_CARE: readonly Judgement[] = [
  'poison',
  'transient',
  'object-gone',
  'newer-loaded',
  'already-loaded',
  'not-ours',
];

const ACTS: Readonly<Record<Judgement, SuggestedAct>> = {
  poison: 'repair',
  transient: 'redrive',
  'object-gone': 'drop',
  'newer-loaded': 'drop',
  'already-loaded': 'drop',
  'not-ours': 'drop',
};

/** @param events one at least */
export function judgeLetter(letter: DeadLetter, events: readonly EventFacts[], receiveLimit: number): JudgedLetter {
  const verdicts = events.map(facts => ({ facts, verdict: judgeEvent(facts, receiveLimit) }));
  const [worst] = verdicts.toSorted((a, b) => careOf(a.verdict) - careOf(b.verdict));
  const judgement = worst?.verdict.judgement ?? 'not-ours';
  const why = worst?.verdict.why ?? 'it announces nothing';
  const { object } = worst?.facts ?? {};
  return {
    letter,
    judgement,
    act: ACTS[judgement],
    why: verdicts.length > 1 && object !== undefined ? `${object}, one of ${verdicts.length}: ${why}` : why,
    objects: verdicts.flatMap(({ facts, verdict }) => objectOf(facts, verdict)),
    error: worst?.verdict.error,
  };
}

function careOf({ judgement }: EventVerdict): number {
  return BY_CARE.indexOf(judgement);
}

function objectOf(facts: EventFacts, { judgement, why }: EventVerdict): JudgedObject[] {
  const { object } = facts;
  const target = facts.kind === 'stranger' ? undefined : facts.target;
  return object === undefined ? [] : [{ object, target, judgement, why }];
}
