/**
 * What a target must hold, and what each file counts, after files arrived in some order: changes applied one by one, in
 * memory. It shares no code with the loader; its rules are those of docs/spec.md (P1, P3, P6) and docs/decisions/0003.
 */

type Values = readonly (string | null)[];

export interface Change {
  readonly op: 'I' | 'U' | 'D';
  readonly key: readonly string[];
  /** The key before the change; a part that is null stayed as it is. */
  readonly before?: readonly (string | null)[] | undefined;
  readonly values: Values;
  /** True for a value of which the change says nothing: the row keeps what it has. */
  readonly kept?: readonly boolean[] | undefined;
}

export interface WrittenFile {
  /** Names one write of an object: a file that is delivered again has the same name. */
  readonly name: string;
  /** Microseconds since 1970. */
  readonly writtenAt: bigint;
  readonly changes: readonly Change[];
  /** True for a column that the whole file lacks. */
  readonly lacks?: readonly boolean[] | undefined;
}

/** Written time of the file, number of the row in it, from 1. */
export type Position = readonly [bigint, number];

/** A row without its place in the order. */
interface Content {
  readonly values: Values;
  readonly isDeleted: boolean;
}

interface Row extends Content {
  readonly position: Position;
  readonly file: string;
}

export interface World {
  /** A deleted row stays, marked. */
  readonly marks: boolean;
  /** Of each column: what a new row has where its file lacks the column. */
  readonly defaults: Values;
  readonly rows: Map<string, Row>;
  readonly tombstones: Map<string, Position>;
  floor: Position | undefined;
  /** By the name of the file. */
  readonly counts: Map<string, Record<Fate, number>>;
}

type Fate = 'applied' | 'unchanged' | 'superseded';

export function emptyWorld({ marks = false, defaults = [] }: Partial<Pick<World, 'marks' | 'defaults'>> = {}): World {
  return { marks, defaults, rows: new Map(), tombstones: new Map(), floor: undefined, counts: new Map() };
}

/** A file arrives. Its second arrival changes nothing. */
export function applyFile(world: World, file: WrittenFile): void {
  applyTogether(world, [file]);
}

/** Files of several written times arrive at once, and are one set of changes: what a later file of them beats is superseded. */
export function applyTogether(world: World, files: readonly WrittenFile[]): void {
  const fresh = files.filter(file => !world.counts.has(file.name));
  const contents: Draft['contents'] = new Map();
  const last: Draft['last'] = new Map();
  for (const file of fresh.toSorted((one, other) => Number(one.writtenAt - other.writtenAt))) {
    world.counts.set(file.name, { applied: 0, unchanged: 0, superseded: 0 });
    for (const index of file.changes.keys()) {
      draftChange({ world, file, contents, last }, index);
    }
  }
  for (const [key, { file, index, isCounted }] of last) {
    const fate = settle(world, key, { file, content: contents.get(key), position: [file.writtenAt, index + 1] });
    countsOf(world, file)[fate] += isCounted ? 1 : 0;
  }
  for (const file of fresh) {
    const counts = countsOf(world, file);
    counts.superseded = file.changes.length - counts.applied - counts.unchanged;
  }
}

function countsOf({ counts }: World, { name }: WrittenFile): Record<Fate, number> {
  return counts.get(name) as Record<Fate, number>;
}

/** What the rows of a file would be if nothing newer stood anywhere. */
interface Draft {
  readonly world: World;
  readonly file: WrittenFile;
  /** Of each key that the file touched so far; undefined: no row. */
  readonly contents: Map<string, Content | undefined>;
  /** The change by which each key got it. A key that was left by a change of key is touched, but is no row of the file. */
  readonly last: Map<string, { readonly file: WrittenFile; readonly index: number; readonly isCounted: boolean }>;
}

function draftChange(draft: Draft, index: number): void {
  const { world, file, contents, last } = draft;
  const change = file.changes[index] as Change;
  const [key = '', left = key] = keysOf(change);
  const before = contentBefore(draft, left, [file.writtenAt, index + 1]);
  if (left !== key) {
    contents.set(left, world.marks && before !== undefined ? { ...before, isDeleted: true } : undefined);
    last.set(left, { file, index, isCounted: false });
  }
  contents.set(key, change.op === 'D' && !world.marks ? undefined : overlaid(draft, change, before));
  last.set(key, { file, index, isCounted: true });
}

/** What the file made of the row so far, or else the row that stands there, unless it is newer than this change. */
function contentBefore({ world, contents }: Draft, key: string, position: Position): Content | undefined {
  if (contents.has(key)) {
    return contents.get(key);
  }
  const row = world.rows.get(key);
  return row !== undefined && compare(row.position, position) < 0 ? row : undefined;
}

/** A delete that marks says nothing of its NULLs: DMS may have been given no more than the key. */
function overlaid({ world, file }: Draft, { op, values, kept }: Change, before: Content | undefined): Content {
  const isDeleted = op === 'D';
  return {
    isDeleted,
    values: values.map((value, at) => {
      const isLacked = file.lacks?.[at] === true;
      if (!(isLacked || kept?.[at] === true || (isDeleted && value === null))) {
        return value;
      }
      const absent = isLacked ? (world.defaults[at] ?? null) : null;
      return before === undefined ? absent : (before.values[at] ?? null);
    }),
  };
}

interface Effect {
  readonly file: WrittenFile;
  readonly position: Position;
  /** Undefined: the row goes. */
  readonly content: Content | undefined;
}

function settle(world: World, key: string, { file, position, content }: Effect): Fate {
  const row = world.rows.get(key);
  const standing = [row?.position, world.tombstones.get(key)].filter(found => found !== undefined);
  if (standing.some(found => compare(found, position) === 0)) {
    return 'unchanged';
  }
  const isUnderFloor = world.floor !== undefined && compare(world.floor, position) >= 0;
  const isOlder = standing.some(found => compare(found, position) > 0);
  if (isOlder || (isUnderFloor && row === undefined && content !== undefined)) {
    return 'superseded';
  }
  if (content === undefined) {
    world.rows.delete(key);
    world.tombstones.set(key, position);
  } else {
    world.rows.set(key, { ...content, position, file: file.name });
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
