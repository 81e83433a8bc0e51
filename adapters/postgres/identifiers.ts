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
export function quotedTombstones({ target }: Pick<Table, 'target'>): string {
  const name = `${target.schema}__${target.table}__tombstone`;
  const isClear = ![target.schema, target.table].some(part => MISLEADING.test(part));
  const isFitting = Buffer.byteLength(name) <= LONGEST_NAME_BYTES;
  return `dms_loader.${quoted(isClear && isFitting ? name : `${digestOf(target)}__tombstone`)}`;
}

/** With these, `a__b.c` and `a.b__c` would have one name. */
const MISLEADING = /^_|__|_$/u;

function digestOf({ schema, table }: Table['target']): string {
  return createHash('sha256')
    .update(JSON.stringify([schema, table]))
    .digest('hex')
    .slice(0, 32);
}
