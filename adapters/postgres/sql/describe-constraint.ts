import type pg from 'pg';
import type { ServerFault } from '../server-fault.ts';

/**
 * A constraint, or a unique index that is none, as the catalogue has it. Names that end in `_sql` are quoted where they have
 * to be. Of one that a partition has from its table, the table's: PostgreSQL names the partition, where nothing can be changed.
 */
export interface ConstraintRow {
  /** Check, foreign key, primary key, unique, exclusion, constraint trigger; `i`: a unique index without a constraint. */
  readonly kind: 'c' | 'f' | 'p' | 'u' | 'x' | 't' | 'i';
  readonly name_sql: string;
  readonly schema: string;
  readonly table: string;
  readonly table_sql: string;
  /** Of its own table, in its order; empty for those of an index over expressions. */
  readonly columns: readonly string[];
  readonly columns_sql: string;
  /** As `alter table .. add constraint` takes it; of an index, its CREATE. */
  readonly definition: string;
  readonly is_deferrable: boolean;
  /** A foreign key: the table that it refers to. */
  readonly parent_sql: string | null;
  /** A foreign key from a table to itself. */
  readonly is_own: boolean;
  /** An index over part of the rows, or over expressions: no constraint can be made of it. */
  readonly is_special: boolean;
}

const names = (relation: string, numbers: string) => `lateral (
    select coalesce(json_agg(a.attname order by m.at), '[]') as columns,
      coalesce(string_agg(quote_ident(a.attname), ', ' order by m.at), '') as columns_sql
    from unnest(${numbers}) with ordinality m(number, at)
    join pg_attribute a on a.attrelid = ${relation} and a.attnum = m.number) names`;

const TEXT = `with recursive named as (
  select k.oid, k.conparentid from pg_constraint k join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2 and k.conname = $3
  union all
  select k.oid, k.conparentid from named join pg_constraint k on k.oid = named.conparentid
)
select k.contype as kind, quote_ident(k.conname) as name_sql, n.nspname as schema, c.relname as table,
  format('%I.%I', n.nspname, c.relname) as table_sql, names.columns, names.columns_sql, pg_get_constraintdef(k.oid) as definition,
  k.condeferrable as is_deferrable, case when k.contype = 'f' then k.confrelid::regclass::text end as parent_sql,
  k.contype = 'f' and k.conrelid = k.confrelid as is_own, false as is_special
from named join pg_constraint k using (oid) join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
cross join ${names('k.conrelid', 'k.conkey')}
where named.conparentid = 0
union all
select 'i', quote_ident(x.relname), n.nspname, c.relname, format('%I.%I', n.nspname, c.relname), names.columns,
  names.columns_sql, pg_get_indexdef(i.indexrelid), false, null, false, i.indpred is not null or i.indexprs is not null
from pg_class o join pg_namespace s on s.oid = o.relnamespace
join pg_index i on i.indexrelid = coalesce(pg_partition_root(o.oid), o.oid)
join pg_class x on x.oid = i.indexrelid join pg_class c on c.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace cross join ${names('i.indrelid', 'i.indkey::smallint[]')}
where s.nspname = $1 and o.relname = $3
  and exists (select from pg_index p where p.indexrelid = o.oid and p.indrelid = to_regclass(format('%I.%I', $1::text, $2::text)))
  and not exists (select from pg_constraint k where k.conindid = o.oid and k.conname = $3)`;

/** What the catalogue knows of a constraint, such as the one that a fault names. */
export function describeConstraint({
  schema,
  table,
  constraint,
}: Pick<ServerFault, 'schema' | 'table' | 'constraint'>): pg.QueryConfig {
  return { text: TEXT, values: [schema, table, constraint] };
}
