/** What became of one object, or of the message that announced it. */
export type OutcomeKind =
  | 'loaded'
  | 'already-loaded'
  | 'overwritten'
  | 'missing'
  | 'removed'
  | 'ignored'
  | 'busy'
  | 'rejected'
  | 'failed'
  | 'continued';

/** How a message is answered. */
export type Answer = 'acknowledge' | 'retry';

const ANSWERS: Readonly<Record<OutcomeKind, Answer>> = {
  loaded: 'acknowledge',
  'already-loaded': 'acknowledge',
  overwritten: 'acknowledge',
  removed: 'acknowledge',
  ignored: 'acknowledge',
  continued: 'acknowledge',
  missing: 'retry',
  busy: 'retry',
  rejected: 'retry',
  failed: 'retry',
};

/** A missing outcome counts as a failure: success is answered only for what is known. */
export function answerTo(outcome: OutcomeKind | undefined): Answer {
  return outcome === undefined ? 'retry' : ANSWERS[outcome];
}

/** From good to bad: a message with several records takes the worst of them. */
const SEVERITY: readonly OutcomeKind[] = [
  'ignored',
  'removed',
  'already-loaded',
  'overwritten',
  'loaded',
  'continued',
  'rejected',
  'missing',
  'busy',
  'failed',
];

export function worstOf(outcomes: readonly OutcomeKind[]): OutcomeKind {
  return outcomes.reduce((worst, next) => (SEVERITY.indexOf(next) > SEVERITY.indexOf(worst) ? next : worst), 'ignored');
}
