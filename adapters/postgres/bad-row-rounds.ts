import type { RowCounts } from '../../domain/change/change.ts';
import type { RowFault } from '../../domain/table/faults.ts';
import { type Culprit, findCulprits, guessCulprit, type Trials } from './bad-row-search.ts';
import {
  beginSearch,
  beginTrials,
  endSearch,
  findByValues,
  mergeWithout,
  type NamedCulprit,
  nameCulprit,
  type Scene,
  tryAgain,
} from './bad-row-trials.ts';
import { type Constraints, knowConstraints, looksAtOthers, namedKey } from './constraints.ts';
import { faultColumns, rowFault, rowRefused, setRefused } from './name-faults.ts';
import type { ServerFault } from './server-fault.ts';

interface Search {
  readonly scene: Scene;
  readonly constraints: Constraints;
  /** By number in the file. */
  readonly bad: Map<number, NamedCulprit>;
}

/** What was merged, and the rows that were not. */
export interface Searched {
  readonly counts: RowCounts;
  readonly bad: readonly { readonly culprit: NamedCulprit; readonly fault: RowFault }[];
}

/** Searches a set that was refused for `first`, and merges what is sound of it. */
export async function searchBadRows(failed: Scene, first: ServerFault): Promise<Searched> {
  const scene = await beginSearch(failed);
  const search: Search = { scene, constraints: knowConstraints(scene.transaction.client), bad: new Map() };
  let merged: RowCounts | ServerFault = first;
  while (isFault(merged)) {
    await findMore(search, merged);
    merged = await mergeRest(search);
  }
  const counts = (await acquit(search)) ?? merged;
  await endSearch(failed);
  const bad: Searched['bad'][number][] = [];
  for (const culprit of search.bad.values()) {
    bad.push({ culprit, fault: await faultOf(search, culprit) });
  }
  return { counts, bad };
}

function isFault(merged: RowCounts | ServerFault): merged is ServerFault {
  return 'code' in merged;
}

/**
 * Adds what is bad besides: one row at first, which mostly is the only one; then, if the rest is refused again, all rows that
 * a search finds.
 */
async function findMore(search: Search, fault: ServerFault): Promise<void> {
  const { scene, constraints, bad } = search;
  const found = await constraints.of(fault);
  const before = bad.size;
  let beaten: NamedCulprit | undefined;
  const trials = await beginTrials(scene, [...bad.keys()], async met => looksAtOthers(await constraints.of(met)));
  if (looksAtOthers(found)) {
    await addByValues(search, fault);
  } else {
    for await (const culprit of culpritsOf(search, trials, fault)) {
      const columns = faultColumns(culprit.fault, await constraints.of(culprit.fault));
      const named = await nameCulprit(scene, culprit, columns);
      // A change that a later one of its key beats is left out of the trials. It is blamed only if nothing else is: its values
      // may be in the later one, if that keeps columns.
      if (named.isLast) {
        await add(search, named);
      } else {
        beaten ??= named;
      }
      if (before === 0 && bad.size > 0) {
        break;
      }
    }
  }
  if (bad.size === before && beaten !== undefined) {
    await add(search, beaten);
  }
  if (bad.size === before) {
    throw setRefused(fault, found, scene.transaction.intent);
  }
}

/** Of a plain set that nothing was taken out of, the first may be guessed. */
async function* culpritsOf({ scene, bad }: Search, trials: Trials, fault: ServerFault): AsyncGenerator<Culprit> {
  const mayGuess = bad.size === 0 && !(scene.set.hasDeletes || scene.isLinked);
  const guess = mayGuess ? await guessCulprit(trials, fault, scene.written) : undefined;
  if (guess === undefined) {
    yield* findCulprits(trials, fault);
  } else {
    yield guess;
  }
}

/**
 * The rows that bring the values which a constraint names: all children without a parent, all parents that are still
 * referred to; of those that hold a unique value together, the one that the file brings last.
 */
async function addByValues(search: Search, fault: ServerFault): Promise<void> {
  const key = namedKey(fault);
  const rows = key === undefined ? [] : await findByValues(search.scene, fault, key);
  const kind = (await search.constraints.of(fault))?.kind;
  for (const culprit of kind === 'f' ? rows : rows.slice(-1)) {
    await add(search, culprit);
  }
}

async function add(search: Search, culprit: NamedCulprit): Promise<void> {
  const { scene, bad } = search;
  const { intent } = scene.transaction;
  bad.set(culprit.row, culprit);
  if (intent.setAside === undefined) {
    throw rowRefused(await faultOf(search, culprit), intent, culprit.fault);
  }
  if (bad.size > intent.setAside.budgetLeft()) {
    const faults: RowFault[] = [];
    for (const one of bad.values()) {
      faults.push(await faultOf(search, one));
    }
    throw intent.setAside.overBudget(faults);
  }
}

async function faultOf({ scene, constraints }: Search, culprit: NamedCulprit): Promise<RowFault> {
  return rowFault(culprit, await constraints.of(culprit.fault), scene.transaction.intent);
}

async function mergeRest({ scene, bad }: Pick<Search, 'scene' | 'bad'>): Promise<RowCounts | ServerFault> {
  const doubtful = [...bad.values()].filter(culprit => !isCertain(culprit, scene)).map(({ row }) => row);
  return await mergeWithout(scene, [...bad.keys()], doubtful);
}

/**
 * Tries rows that their neighbours may have brought into disrepute, each alone on top of all others. Those that pass are
 * merged with the rest: all of them, or, where they cannot be there together, as many as can. Undefined if none passes.
 */
async function acquit(search: Search): Promise<RowCounts | undefined> {
  const { scene, bad } = search;
  const passed: number[] = [];
  for (const culprit of bad.values()) {
    const isBeaten = !culprit.isLast;
    const fault = isBeaten || isCertain(culprit, scene) ? culprit.fault : await tryAgain(scene, culprit.row);
    if (fault === undefined || isBeaten) {
      passed.push(culprit.row);
    } else {
      bad.set(culprit.row, { ...culprit, fault });
    }
  }
  if (passed.length === 0) {
    return;
  }
  if (await release(search, passed)) {
    return await mergeAgain(search);
  }
  for (const row of passed.length === 1 ? [] : passed) {
    await release(search, [row]);
  }
  return await mergeAgain(search);
}

/** Blames rows no more, if everything else can be there with them. */
async function release({ scene, bad }: Search, rows: readonly number[]): Promise<boolean> {
  const others = new Map([...bad].filter(([row]) => !rows.includes(row)));
  if (isFault(await mergeRest({ scene, bad: others }))) {
    return false;
  }
  for (const row of rows) {
    bad.delete(row);
  }
  return true;
}

/** What passed before passes again. */
async function mergeAgain(search: Search): Promise<RowCounts> {
  const merged = await mergeRest(search);
  if (isFault(merged)) {
    throw setRefused(merged, await search.constraints.of(merged), search.scene.transaction.intent);
  }
  return merged;
}

/** NOT NULL, CHECK and data exceptions look at one row only, if that does not lean on others. */
const OF_ONE_ROW = /^(22|23502|23514)/;

function isCertain({ fault }: NamedCulprit, { isLinked }: Scene): boolean {
  return OF_ONE_ROW.test(fault.code) && !isLinked;
}
