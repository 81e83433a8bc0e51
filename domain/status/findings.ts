/** What somebody has to look at, judged from the facts. */
import type { ObjectState } from '../ledger.ts';
import type { FailureGroup, TableStatus } from '../ports/overview.ts';
import { messagesIn, type Situation } from './situation.ts';

export type Finding =
  | {
      readonly kind: 'failing';
      readonly objects: number;
      /** Each once, that of most objects first. */
      readonly codes: readonly string[];
      readonly states: readonly ObjectState[];
      /** Tables that have all of them; empty where files are among them whose table nobody knows. */
      readonly targets: readonly string[];
    }
  | { readonly kind: 'dead-letters'; readonly letters: number }
  | { readonly kind: 'set-aside'; readonly rows: number; readonly targets: readonly string[] }
  | {
      readonly kind: 'late';
      readonly targets: readonly string[];
      readonly afterMs: number;
      /** Messages of the queue; undefined where nobody knows. */
      readonly waiting: number | undefined;
    };

/** All that is wrong, the worst first; nothing: all is well. */
export function findings(situation: Situation): readonly Finding[] {
  return [failing(situation), deadLetters(situation), setAside(situation), late(situation)].flatMap(
    finding => finding ?? [],
  );
}

const OPEN_STATES = ['failed', 'rejected', 'missing', 'partial'] as const;

function failing({ failures, tables }: Situation): Finding | undefined {
  const objects = sum(failures, group => group.objects);
  if (objects === 0) {
    return;
  }
  const known = tables.filter(table => table.failing > 0);
  return {
    kind: 'failing',
    objects,
    codes: codesOf(failures),
    states: OPEN_STATES.filter(state => failures.some(({ states }) => (states[state] ?? 0) > 0)),
    targets: sum(known, table => table.failing) === objects ? namesOf(known) : [],
  };
}

function codesOf(failures: readonly FailureGroup[]): readonly string[] {
  const byCode = [...Map.groupBy(failures, ({ code }) => code)];
  const counted = byCode.map(([code, groups]) => ({ code, objects: sum(groups, group => group.objects) }));
  return counted.toSorted((a, b) => b.objects - a.objects).map(({ code }) => code);
}

/** Those that are hidden just now count, too: somebody looks at them. */
function deadLetters(situation: Situation): Finding | undefined {
  const letters = messagesIn(situation.deadLetters) ?? 0;
  return letters === 0 ? undefined : { kind: 'dead-letters', letters };
}

function setAside({ tables }: Situation): Finding | undefined {
  const known = tables.filter(table => table.quarantined > 0);
  return known.length === 0
    ? undefined
    : { kind: 'set-aside', rows: sum(known, table => table.quarantined), targets: namesOf(known) };
}

function late({ tables, atMs, lateAfterMs, queue }: Situation): Finding | undefined {
  if (lateAfterMs === undefined) {
    return;
  }
  const found = tables.filter(table => isLate(table, atMs - lateAfterMs));
  return found.length === 0
    ? undefined
    : { kind: 'late', targets: namesOf(found), afterMs: lateAfterMs, waiting: messagesIn(queue) };
}

/** A table that nothing was loaded into is late; of one whose loads do not tell when they were written nobody knows. */
function isLate({ newestWrittenAtMs, lastLoadedAtMs }: TableStatus, sinceMs: number): boolean {
  return newestWrittenAtMs === undefined ? lastLoadedAtMs === undefined : newestWrittenAtMs < sinceMs;
}

function namesOf(tables: readonly TableStatus[]): readonly string[] {
  return tables.map(({ target }) => target);
}

function sum<Item>(items: readonly Item[], numberOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + numberOf(item), 0);
}
