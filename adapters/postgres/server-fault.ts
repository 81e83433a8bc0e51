import pg from 'pg';

/** What PostgreSQL says of a statement that it refused, as far as a row can be named by it. */
export interface ServerFault {
  /** SQLSTATE. */
  readonly code: string;
  readonly message: string;
  readonly detail: string | undefined;
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly constraint: string | undefined;
  /** Of a COPY: the line at which it stood. */
  readonly where?: string | undefined;
}

/**
 * SQLSTATEs that speak of a row's content: data exception (22), integrity constraint violation (23), WITH CHECK OPTION of a
 * view (44), RAISE EXCEPTION of a trigger (P0001), and the limits of one row or index entry (54000). All others are an outage,
 * a lack of rights or a fault of the loader, and never a row's: 08, 25, 40, 53, 55, 57, 58, XX (PostgreSQL manual,
 * appendix "PostgreSQL Error Codes"). A trigger may raise with any of them.
 */
const OF_A_ROW = /^(22|23|44|P0001|54000)/;
/** The ledger's own constraints say nothing of a row of the file; those of tombstones may. */
const LEDGER = 'dms_loader';
const TOMBSTONES = /__tombstone$/;

/** An error as the fault of a row; undefined for an outage and whatever else is no row's. */
export function rowFaultOf(error: unknown): ServerFault | undefined {
  return error instanceof pg.DatabaseError && isOfRow(error)
    ? {
        code: error.code ?? '',
        message: error.message,
        detail: error.detail,
        schema: error.schema,
        table: error.table,
        column: error.column,
        constraint: error.constraint,
        where: error.where,
      }
    : undefined;
}

function isOfRow({ code, schema, table }: pg.DatabaseError): boolean {
  return OF_A_ROW.test(code ?? '') && (schema !== LEDGER || TOMBSTONES.test(table ?? ''));
}

/** The pattern, for the server: it answers such faults, and throws all others. */
export const ROW_FAULT_PATTERN = OF_A_ROW.source;
