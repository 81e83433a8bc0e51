import { type Finding, KINDS, type Kind, PROBLEMS } from '../domain/reconcile/finding.ts';
import type { KeyFacts } from '../domain/reconcile/judge-key.ts';
import type { Table } from '../domain/table/table.ts';

/** Findings of a kind that are kept to be named; the others are counted. */
const MOST_NAMED = 100;

/** What was found so far: counts of all, and the first findings of each kind that are worth naming. */
export interface ReconcileTally {
  readonly keys: number;
  /** Objects in the bucket, and their bytes. */
  readonly objects: number;
  readonly sizeBytes: number;
  /** Lines of the ledger. */
  readonly writes: number;
  readonly counts: Readonly<Record<Kind, number>>;
  readonly named: Readonly<Record<Kind, readonly Finding[]>>;
  /** Those that files below the prefix go to. */
  readonly tables: ReadonlySet<Table>;
  /** Findings that ask for something to be done. */
  readonly problems: number;
}

export interface Tallying extends ReconcileTally {
  add(finding: Finding): void;
  seen(facts: KeyFacts, concerned: readonly Table[]): void;
}

export function tallyOf(): Tallying {
  const counts = each(() => 0);
  const named = each((): Finding[] => []);
  const tables = new Set<Table>();
  const sums = { keys: 0, objects: 0, sizeBytes: 0, writes: 0 };
  return {
    counts,
    named,
    tables,
    get keys() {
      return sums.keys;
    },
    get objects() {
      return sums.objects;
    },
    get sizeBytes() {
      return sums.sizeBytes;
    },
    get writes() {
      return sums.writes;
    },
    get problems() {
      return PROBLEMS.reduce((sum, kind) => sum + counts[kind], 0);
    },
    add(finding) {
      const { kind } = finding;
      counts[kind] += 1;
      if (!UNNAMED.includes(kind) && named[kind].length < MOST_NAMED) {
        named[kind].push(finding);
      }
    },
    seen({ listed, writes }, concerned) {
      sums.keys += 1;
      sums.objects += listed === undefined ? 0 : 1;
      sums.sizeBytes += listed?.sizeBytes ?? 0;
      sums.writes += writes.length;
      for (const table of concerned) {
        tables.add(table);
      }
    },
  };
}

/** Nobody asks for names of what is as it should be, or was not asked about. */
const UNNAMED: readonly Kind[] = ['loaded', 'outside'];

function each<Value>(make: () => Value): Record<Kind, Value> {
  return Object.fromEntries(KINDS.map(kind => [kind, make()])) as Record<Kind, Value>;
}
