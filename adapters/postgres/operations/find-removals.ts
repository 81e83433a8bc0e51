import type { Table } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { findRemovals as findRemovalsSql, type RemovalRow } from '../sql/find-removals.ts';

/** Files of a target that left their bucket. */
export interface Removals {
  readonly objects: number;
  /** When the first and the last removal were recorded, ISO 8601. */
  readonly first: string;
  readonly last: string;
}

export async function findRemovals(connection: Connection, table: Table): Promise<Removals | undefined> {
  const [row] = await connection.ask<RemovalRow>(findRemovalsSql(table));
  return row === undefined
    ? undefined
    : { objects: Number(row.objects), first: row.first.toISOString(), last: row.last.toISOString() };
}
