import type { SourceColumn } from '../ports/files.ts';
import { OWN_PREFIX } from '../table/check-names.ts';
import { dmsRoles, opPlace } from '../table/dms-columns.ts';

/** What a column of a file is for. `own` has a name that only the loader may use. */
export type Role = 'data' | 'op' | 'timestamp' | 'before-image' | 'header' | 'own';

/** What is known of the columns besides their names. */
export interface RoleEvidence {
  /** Whether all values of a column are written as DMS writes its own times. */
  isDmsTime(column: SourceColumn): boolean;
  /** TimestampColumnName, where it is declared. */
  readonly timestampColumn?: string | undefined;
}

/**
 * The role of each column, in their order. Op is found as the loader finds it. The column of TimestampColumnName has any
 * name: it is text, stands first or behind Op (DMS User Guide, "Using Amazon S3 as a target"), and holds DMS's own times.
 */
export function rolesOf(columns: readonly SourceColumn[], evidence: RoleEvidence): readonly Role[] {
  const op = opPlace(columns);
  const time = timestampPlace(columns, op, evidence);
  const roles = dmsRoles(columns, op);
  return columns.map(({ name }, at) => {
    if (at === op || at === time) {
      return at === op ? 'op' : 'timestamp';
    }
    return name.toLowerCase().startsWith(OWN_PREFIX) ? 'own' : (roles[at] ?? 'data');
  });
}

function timestampPlace(columns: readonly SourceColumn[], op: number, evidence: RoleEvidence): number {
  const { timestampColumn } = evidence;
  if (timestampColumn !== undefined) {
    return columns.findIndex(({ name }) => name.toLowerCase() === timestampColumn.toLowerCase());
  }
  const place = op === 0 ? 1 : 0;
  const column = columns[place];
  return column !== undefined && column.type.kind === 'text' && evidence.isDmsTime(column) ? place : -1;
}
