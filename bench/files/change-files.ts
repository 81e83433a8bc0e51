/** Files of changes of a table of products, as DMS writes them while the source is at work. Kept like the products themselves. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, EDITION, writeProducts } from './product-file.ts';
import { type Products, productCells } from './product-rows.ts';

export interface ChangeSet {
  /** Products 1 to this are in the table. */
  readonly tableRows: number;
  readonly files: number;
  /** Of one file. */
  readonly changes: number;
  /** From 0. Each round inserts products of its own. */
  readonly round: number;
}

/** Shares of the changes: updates, then inserts; the rest are deletes. */
const UPDATES = 0.8;
const INSERTS = 0.15;

/** One change in ten hits one of these products, so that keys come several times in a file. */
const HOT_SHARE = 0.1;
const HOT_PRODUCTS = 200;

/** Editions 1 and 2 are those of full load and upsert. */
const FIRST_EDITION = 3;

/** Paths of the files, in the order in which they were written. */
export function changeFiles(set: ChangeSet): readonly string[] {
  const { tableRows, files, changes, round } = set;
  const folder = join(CACHE, `changes-${EDITION}-${tableRows}-${files}x${changes}-${round}`);
  const paths = Array.from({ length: files }, (_, file) => join(folder, `${`${file}`.padStart(5, '0')}.parquet`));
  if (!isWhole(folder, files)) {
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    for (const [file, path] of paths.entries()) {
      writeProducts(join(unfinished, path.slice(folder.length + 1)), [productCells(changesOf(set, file))]);
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  }
  return paths;
}

function isWhole(folder: string, files: number): boolean {
  try {
    return readdirSync(folder).length === files;
  } catch {
    return false;
  }
}

/** The same at every run: the dice are thrown from the number of the file. */
function changesOf({ tableRows, files, changes, round }: ChangeSet, file: number): Products {
  const before = (round * files + file) * changes;
  const random = dice(before + changes);
  const ops: string[] = [];
  const ids: number[] = [];
  for (let row = 0; row < changes; row += 1) {
    const share = random();
    const isInsert = share >= UPDATES && share < UPDATES + INSERTS;
    const range = random() < HOT_SHARE ? Math.min(HOT_PRODUCTS, tableRows) : tableRows;
    const known = 1 + Math.floor(random() * range);
    ids.push(isInsert ? tableRows + 1 + before + row : known);
    ops.push(opOf(share, isInsert));
  }
  const edition = FIRST_EDITION + round * files + file;
  return { ids, op: row => ops[row] ?? 'U', edition, sequence: row => 1_000_000_000 + before + row };
}

function opOf(share: number, isInsert: boolean): string {
  const other = share < UPDATES ? 'U' : 'D';
  return isInsert ? 'I' : other;
}

/** Numbers from 0 up to, not including, 1 (mulberry32). */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
