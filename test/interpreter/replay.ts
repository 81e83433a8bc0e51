/**
 * What the source held: every change of every file in the order in which they were written, with nothing to guard it.
 * The interpreter must come to the same whatever order the files arrive in, or, where changes do not say every value,
 * if they arrive in that order.
 */
import { type Change, keysOf, type WrittenFile } from './interpreter.ts';

type Values = readonly (string | null)[];

/** Values by key. */
export function replay(files: readonly WrittenFile[], defaults: Values = []): Map<string, Values> {
  const rows = new Map<string, Values>();
  for (const file of files.toSorted((one, other) => Number(one.writtenAt - other.writtenAt))) {
    for (const change of file.changes) {
      apply(rows, change, { lacks: file.lacks ?? [], defaults });
    }
  }
  return rows;
}

interface Absent {
  readonly lacks: readonly boolean[];
  readonly defaults: Values;
}

function apply(rows: Map<string, Values>, change: Change, { lacks, defaults }: Absent): void {
  const [key = '', left = key] = keysOf(change);
  const before = rows.get(left);
  rows.delete(left);
  if (change.op === 'D') {
    return;
  }
  const values = change.values.map((value, at) => {
    if (lacks[at] === true) {
      return before === undefined ? (defaults[at] ?? null) : (before[at] ?? null);
    }
    return change.kept?.[at] === true ? (before?.[at] ?? null) : value;
  });
  rows.set(key, values);
}
