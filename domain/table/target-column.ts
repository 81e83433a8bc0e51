/** A column that a target has. */
export interface ExistingColumn {
  readonly name: string;
  /** As `format_type` writes it: `numeric(15,2)`, `timestamp without time zone`. */
  readonly type: string;
  /** Its table and itself as SQL writes them, for the statement of a remedy. */
  readonly sql: { readonly table: string; readonly column: string };
}

/** A column that a load brings along and its target lacks. */
export interface NewColumn {
  readonly name: string;
  /** As CREATE TABLE writes it. */
  readonly declaration: string;
}
