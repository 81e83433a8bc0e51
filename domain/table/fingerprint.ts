import { createHash } from 'node:crypto';
import type { TargetValue } from '../columns/column.ts';
import type { DerivedColumn, Table } from './table.ts';

/**
 * 64 hexadecimal digits that change when the meaning of a mapping does: names, key, types with their options, defaults,
 * and the text of custom() conversions. What such a conversion calls is not seen.
 */
export function fingerprintOf(mapping: Omit<Table, 'fingerprint'>): string {
  const { source, target, key, columns, csvColumns, derived = [] } = mapping;
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
    ...policiesOf(mapping, derived),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function policiesOf(mapping: Omit<Table, 'fingerprint'>, derived: readonly DerivedColumn[]): unknown[] {
  const { contract, keepOnNull: keepsAdded, leaveOut, onDelete, quarantine, sql, atomic, columns } = mapping;
  const declared = {
    contract,
    keepsAdded,
    leaveOut,
    onDelete,
    quarantine,
    sql,
    // A file that is refused for its runs, or loaded in part, is looked at anew.
    atomic,
    derived: derived.length === 0 ? undefined : derived.map(({ name, type }) => [name, type.name, type.declaration]),
    keepOnNull: columns.some(column => column.keepOnNull)
      ? columns.filter(column => column.keepOnNull).map(({ name }) => name)
      : undefined,
  };
  return Object.entries(declared).filter(([, value]) => value !== undefined);
}

function writtenValue(value: TargetValue): unknown {
  if (typeof value === 'bigint' || typeof value === 'number') {
    return String(value);
  }
  return value instanceof Uint8Array ? [...value] : value;
}
