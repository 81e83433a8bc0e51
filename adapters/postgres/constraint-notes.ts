import type pg from 'pg';
import { type Table, targetName } from '../../domain/table/table.ts';
import { deferrableDdl } from './constraint-remedy.ts';
import { type ConstraintRow, describeConstraint } from './sql/describe-constraint.ts';

const CHECKED_AT_ONCE = `select x.relname as constraint
from pg_index i join pg_class x on x.oid = i.indexrelid join pg_class c on c.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relname = $2 and i.indisunique and i.indimmediate and i.indisvalid
order by 1`;

/**
 * Sentences about unique constraints of a target, besides that of its key, which are checked row by row: a file in which their
 * values change places is refused.
 */
export async function constraintNotes(client: pg.Client, table: Table): Promise<readonly string[]> {
  const { schema, table: name } = table.target;
  const { rows } = await client.query<{ constraint: string }>(CHECKED_AT_ONCE, [schema, name]);
  const notes: string[] = [];
  for (const { constraint } of rows) {
    const described = await client.query<ConstraintRow>(describeConstraint({ schema, table: name, constraint }));
    const [found] = described.rows;
    if (found !== undefined && !isKey(found, table)) {
      notes.push(noteOf(found, table));
    }
  }
  return notes;
}

/** The merge needs it as it is: ON CONFLICT takes no deferrable constraint. */
function isKey({ columns, is_special: isSpecial }: ConstraintRow, { key }: Table): boolean {
  return !isSpecial && columns.toSorted().join('\n') === key.toSorted().join('\n');
}

function noteOf(found: ConstraintRow, table: Table): string {
  const declare = deferrableDdl(found);
  const remedy = declare === undefined ? '' : `; \`${declare}\` lets it load`;
  return `${targetName(table)}: ${found.name_sql} is checked row by row: a file in which its values change places is refused${remedy}`;
}
