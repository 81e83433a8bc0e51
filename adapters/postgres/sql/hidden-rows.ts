import pg from 'pg';
import type { Table } from '../../../domain/table/table.ts';
import { quotedTarget } from '../identifiers.ts';

/**
 * SQL that says whether row security may hide rows of a target from this role: it applies to it, and no policy for reading
 * lets all rows through, or one restricts it besides. What a delete does not see it leaves, without a word.
 */
export function hidesRows(table: Table): string {
  const relation = `to_regclass(${pg.escapeLiteral(quotedTarget(table))})`;
  const policies = `select from pg_policy p where p.polrelid = ${relation} and p.polcmd in ('r', '*')
    and exists (select from unnest(p.polroles) r where r = 0 or pg_has_role(r, 'usage'))`;
  const isOpen = "coalesce(pg_get_expr(p.polqual, p.polrelid), 'true') = 'true'";
  return `(row_security_active(${relation}) and (not exists (${policies} and p.polpermissive and ${isOpen})
    or exists (${policies} and not p.polpermissive and not ${isOpen})))`;
}
