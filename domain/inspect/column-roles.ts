import type { SourceColumn } from '../ports/files.ts';
import { OWN_PREFIX } from '../table/check-names.ts';

/** What a column of a file is for. `own` has a name that only the loader may use. */
export type Role = 'data' | 'op' | 'timestamp' | 'before-image' | 'header' | 'own';

/** What is known of the columns besides their names. */
export interface RoleEvidence {
  /** Whether all values of a column are written as DMS writes its own times. */
  isDmsTime(column: SourceColumn): boolean;
  /** TimestampColumnName, where it is declared. */
  readonly timestampColumn?: string | undefined;
}

/** DMS User Guide, transformation rules: header columns of an expression `$AR_H_...` or `$AR_M_...`. */
const HEADER = /^\$?ar_[hm]_/iu;
/** The default prefix of the rule add-before-image-columns. */
const BEFORE_IMAGE = /^bi_(?<of>.+)$/iu;

/**
 * The role of each column, in their order. Op is found as the loader finds it. The column of TimestampColumnName has any
 * name: it is text, stands first or behind Op (DMS User Guide, "Using Amazon S3 as a target"), and holds DMS's own times.
 */
export function rolesOf(columns: readonly SourceColumn[], evidence: RoleEvidence): readonly Role[] {
  const op = opPlace(columns);
  const time = timestampPlace(columns, op, evidence);
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return columns.map(({ name }, at) => {
    if (at === op || at === time) {
      return at === op ? 'op' : 'timestamp';
    }
    if (name.toLowerCase().startsWith(OWN_PREFIX)) {
      return 'own';
    }
    const imaged = BEFORE_IMAGE.exec(name)?.groups?.['of']?.toLowerCase();
    if (imaged !== undefined && names.has(imaged)) {
      return 'before-image';
    }
    return HEADER.test(name) ? 'header' : 'data';
  });
}

/** The name of the column that a before image is of. */
export function imagedBy(name: string): string | undefined {
  return BEFORE_IMAGE.exec(name)?.groups?.['of'];
}

function opPlace(columns: readonly SourceColumn[]): number {
  const exact = columns.findIndex(({ name }) => name === 'Op');
  return exact >= 0 ? exact : columns.findIndex(({ name }) => name.toLowerCase() === 'op');
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
