import type pg from 'pg';
import type { ServerFault } from './server-fault.ts';
import { type ConstraintRow, describeConstraint } from './sql/describe-constraint.ts';

/** What the catalogue knows of constraints, each asked for once. */
export interface Constraints {
  /** Of the constraint that a fault names; undefined where it names none. */
  of(fault: ServerFault): Promise<ConstraintRow | undefined>;
}

export function knowConstraints(client: pg.Client): Constraints {
  const known = new Map<string, ConstraintRow | undefined>();
  return {
    async of(fault) {
      const { schema, table, constraint } = fault;
      if (schema === undefined || table === undefined || constraint === undefined) {
        return;
      }
      const name = JSON.stringify([schema, table, constraint]);
      if (!known.has(name)) {
        const { rows } = await client.query<ConstraintRow>(describeConstraint(fault));
        known.set(name, rows[0]);
      }
      return known.get(name);
    },
  };
}

/**
 * It looks at other rows of the set once all are there: what it says of a part does not hold for the whole. A foreign key
 * to another table does not, nor does a unique constraint that is checked row by row, in the order of the merge.
 */
export function looksAtOthers(found: ConstraintRow | undefined): boolean {
  return found !== undefined && (found.is_own || (found.is_deferrable && (found.kind === 'u' || found.kind === 'x')));
}

/** Columns and values of the key that PostgreSQL names in a detail such as `Key (a, b)=(1, 2) already exists.` */
export interface NamedKey {
  readonly columns: readonly string[];
  readonly values: string;
}

/** The words around are in the server's language, so nothing is read but the brackets. */
const KEY = /^[^(]*\((?<columns>.*?)\)=\((?<values>.*)\)[^)]*$/s;

export function namedKey({ detail = '' }: ServerFault): NamedKey | undefined {
  const { columns, values } = KEY.exec(detail)?.groups ?? {};
  return columns === undefined || values === undefined ? undefined : { columns: columns.split(', '), values };
}
