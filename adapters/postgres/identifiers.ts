import { createHash } from 'node:crypto';
import type { Table } from '../../domain/table/table.ts';

/** PostgreSQL cuts longer names off silently. */
const LONGEST_NAME_BYTES = 63;

/** A name as it may stand in SQL whatever is in it. Names come from mappings only, never from keys or files. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quotedTarget(table: Pick<Table, 'target'>): string {
  return `${quoted(table.target.schema)}.${quoted(table.target.table)}`;
}

/** The table that remembers deleted keys of a target: `dms_loader."dmstest__test_product__tombstone"`. */
export function quotedTombstones(table: Pick<Table, 'target'>): string {
  const name = `${table.target.schema}__${table.target.table}__tombstone`;
  return `dms_loader.${quoted(fitting(name))}`;
}

function fitting(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES) {
    return name;
  }
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${digest}__tombstone`;
}
