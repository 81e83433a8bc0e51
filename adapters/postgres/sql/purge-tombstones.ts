import type pg from 'pg';
import type { Table } from '../../../domain/table/table.ts';
import { quotedTombstones } from '../identifiers.ts';

const NEEDLESS = '(d._dms_written_at, d._dms_row) <= ($1::timestamptz, 0)';

/** Drops the tombstones that a floor before a time makes needless. */
export function purgeTombstones(table: Table, before: string): pg.QueryConfig {
  const text = `delete from ${quotedTombstones(table)} d where ${NEEDLESS}`;
  return { text, values: [before] };
}

/** How many those are. */
export function countNeedless(table: Table, before: string): pg.QueryConfig {
  return { text: `select count(*) from ${quotedTombstones(table)} d where ${NEEDLESS}`, values: [before] };
}

/** Pages of 8 KiB, some 80,000 tombstones, which are read and purged at a time. */
const PAGES = 1000;

/**
 * Drops those of the next pages, from 0, a piece of the table for each short transaction: no index leads to old ones. Once the
 * floor is up nobody needs them, so the target's lock is not taken; those that a load is writing to are left.
 */
export function purgePages(table: Table, before: string, page: number): pg.QueryConfig {
  const tombstones = quotedTombstones(table);
  return {
    text: `delete from ${tombstones} where ctid = any (array(select ctid from ${tombstones} d
  where d.ctid >= '(${page},0)'::tid and d.ctid < '(${page + PAGES},0)'::tid and ${NEEDLESS} for update skip locked))`,
    values: [before],
  };
}

/** The pages at which `purgePages` is to begin, as `page`. */
export function tombstonePages(table: Table): pg.QueryConfig {
  return {
    text: `select generate_series(0, pg_relation_size($1::regclass) / current_setting('block_size')::bigint, ${PAGES}) as page`,
    values: [quotedTombstones(table)],
  };
}
