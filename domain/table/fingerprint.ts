import { createHash } from 'node:crypto';
import type { TargetValue } from '../columns/column.ts';
import type { Table } from './table.ts';

/**
 * 64 hexadecimal digits that change when the meaning of a mapping does: names, key, types with their options, defaults,
 * and the text of custom() conversions. What such a conversion calls is not seen.
 */
export function fingerprintOf(mapping: Omit<Table, 'fingerprint'>): string {
  const { source, target, key, columns, csvColumns } = mapping;
  const parts = [
    [source.schema.toLowerCase(), source.table.toLowerCase()],
    [target.schema, target.table],
    key,
    columns.map(({ name, source: from, type }) => [
      name,
      from,
      type.name,
      type.declaration,
      type.isRequired,
      type.fallback === undefined ? null : writtenValue(type.fallback),
    ]),
    // Left out where it is not declared, so that it changes nothing for mappings that do without.
    ...(csvColumns === undefined ? [] : [csvColumns]),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function writtenValue(value: TargetValue): unknown {
  if (typeof value === 'bigint' || typeof value === 'number') {
    return String(value);
  }
  return value instanceof Uint8Array ? [...value] : value;
}
