import { createHash } from 'node:crypto';
import type { Table } from '../domain/table/table.ts';
import { isTimedByRow } from './load-time.ts';
import type { Route } from './route-object.ts';

/**
 * The table of a file that takes several transactions. Its fingerprint covers what else makes rows of the file what they
 * are: how its source has CSV read, and whether rows say themselves when they were written. A file of which a part was read
 * otherwise starts over, as under another mapping.
 */
export function tableInRuns(route: Route): Table {
  const { table, source, key } = route;
  const parts: readonly unknown[] = [
    ...(key.format === 'csv' ? [source.csv] : []),
    ...(isTimedByRow(route) ? [source.timestampColumn] : []),
  ];
  return parts.length === 0 ? table : { ...table, fingerprint: fingerprintOf([table.fingerprint, ...parts]) };
}

function fingerprintOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
