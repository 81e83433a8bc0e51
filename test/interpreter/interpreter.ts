/**
 * What a target must hold, and what each file counts, after files arrived in some order: changes applied one by one, in
 * memory. It shares no code with the loader; its rules are those of docs/spec.md (P1, P3, P6) and docs/decisions/0003.
 */

export interface Change {
  readonly op: 'I' | 'U' | 'D';
  readonly key: readonly string[];
  /** The key before the change; a part that is null stayed as it is. */
  readonly before?: readonly (string | null)[] | undefined;
  readonly values: readonly (string | null)[];
}

export interface WrittenFile {
  /** Names one write of an object: a file that is delivered again has the same name. */
  readonly name: string;
  /** Microseconds since 1970. */
  readonly writtenAt: bigint;
  readonly changes: readonly Change[];
}

/** Written time of the file, number of the row in it, from 1. */
export type Position = readonly [bigint, number];

export interface World {
  readonly rows: Map<string, { readonly values: Change['values']; readonly position: Position; readonly file: string }>;
  readonly tombstones: Map<string, Position>;
  floor: Position | undefined;
  /** By the name of the file. */
  readonly counts: Map<string, Record<Fate, number>>;
}

type Fate = 'applied' | 'unchanged' | 'superseded';

export function emptyWorld(): World {
  return { rows: new Map(), tombstones: new Map(), floor: undefined, counts: new Map() };
}

/** A file arrives. Its second arrival changes nothing. */
export function applyFile(world: World, file: WrittenFile): void {
  if (world.counts.has(file.name)) {
    return;
  }
  const counts = { applied: 0, unchanged: 0, superseded: 0 };
  world.counts.set(file.name, counts);
  for (const [index, change] of file.changes.entries()) {
    const [key = '', ...left] = keysOf(change);
    const laterKeys = new Set(file.changes.slice(index + 1).flatMap(keysOf));
    const at = { file, position: [file.writtenAt, index + 1] as const };
    for (const leftKey of left.filter(name => !laterKeys.has(name))) {
      applyChange(world, leftKey, { ...at, values: undefined });
    }
    const values = change.op === 'D' ? undefined : change.values;
    counts[laterKeys.has(key) ? 'superseded' : applyChange(world, key, { ...at, values })] += 1;
  }
}

interface Effect {
  readonly file: WrittenFile;
  readonly position: Position;
  /** Undefined: the row goes. */
  readonly values: Change['values'] | undefined;
}

function applyChange(world: World, key: string, { file, position, values }: Effect): Fate {
  const row = world.rows.get(key);
  const standing = [row?.position, world.tombstones.get(key)].filter(found => found !== undefined);
  if (standing.some(found => compare(found, position) === 0)) {
    return 'unchanged';
  }
  const isUnderFloor = world.floor !== undefined && compare(world.floor, position) >= 0;
  if (standing.some(found => compare(found, position) > 0) || (isUnderFloor && row === undefined && values)) {
    return 'superseded';
  }
  if (values === undefined) {
    world.rows.delete(key);
    world.tombstones.set(key, position);
  } else {
    world.rows.set(key, { values, position, file: file.name });
  }
  return 'applied';
}

/** Forgets the oldest tombstones; no change at or below the newest of them may insert an absent key from then on. */
export function purge(world: World, count: number): void {
  const oldest = [...world.tombstones].toSorted(([, one], [, other]) => compare(one, other)).slice(0, count);
  for (const [key, position] of oldest) {
    world.tombstones.delete(key);
    world.floor = world.floor !== undefined && compare(world.floor, position) > 0 ? world.floor : position;
  }
}

/** The key, and the one that the change left behind, if any. */
export function keysOf({ op, key, before }: Change): string[] {
  const left = key.map((part, index) => before?.[index] ?? part);
  return [...new Set(op === 'D' ? [nameOf(key)] : [nameOf(key), nameOf(left)])];
}

function nameOf(key: readonly string[]): string {
  return JSON.stringify(key);
}

function compare([oneTime, oneRow]: Position, [otherTime, otherRow]: Position): number {
  return oneTime === otherTime ? oneRow - otherRow : Number(oneTime - otherTime);
}
