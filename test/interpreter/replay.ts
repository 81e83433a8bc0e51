/**
 * What the source held: every change of every file in the order in which they were written, with nothing to guard it.
 * The interpreter must come to the same whatever order the files arrive in.
 */
import { keysOf, type WrittenFile } from './interpreter.ts';

/** Values by key. */
export function replay(files: readonly WrittenFile[]): Map<string, readonly (string | null)[]> {
  const rows = new Map<string, readonly (string | null)[]>();
  const written = files.toSorted((one, other) => Number(one.writtenAt - other.writtenAt));
  for (const change of written.flatMap(file => file.changes)) {
    const [key = '', ...left] = keysOf(change);
    for (const name of left) {
      rows.delete(name);
    }
    if (change.op === 'D') {
      rows.delete(key);
    } else {
      rows.set(key, change.values);
    }
  }
  return rows;
}
