import { APART_SECONDS } from '../domain/limits.ts';
import type { Table } from '../domain/table/table.ts';
import type { Loader } from './loader.ts';

/** By loader: tables with files that came to nothing together, and until when no others of them are tried so. */
const APART = new WeakMap<Loader, Map<Table, number>>();

/**
 * A group that came to nothing was read in vain, and so were files of which no group came about; what stood in the way may
 * last: a constraint that files violate, deletes from a target with columns of its own, files of more rows than are few. So
 * the next files of the table are loaded one by one for a while.
 */
export function keepApart(table: Table, loader: Loader): void {
  const tables = APART.get(loader) ?? new Map<Table, number>();
  APART.set(loader, tables.set(table, loader.clock.now() + APART_SECONDS * 1000));
}

export function isKeptApart(table: Table, loader: Loader): boolean {
  return loader.clock.now() < (APART.get(loader)?.get(table) ?? 0);
}
