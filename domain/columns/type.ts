import type { SourceType, SourceValue, SqlType, TargetValue } from './column.ts';

/** Why one value cannot be converted, and what would help: the ends of the sentences `<value> <reason>; <remedy>`. */
export class CellFault {
  readonly reason: string;
  readonly remedy: string;

  constructor(reason: string, remedy: string) {
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** Converts one value that is not NULL; null is SQL NULL. */
export type Convert<Value extends TargetValue = TargetValue> = (value: SourceValue) => Value | null | CellFault;

/**
 * The type of a target column: how it is declared, and how values of a file become its values. Immutable.
 *
 * `Written` is the form in which a mapping writes a default: a date is a number of days in memory, but written as text.
 */
export interface ColumnType<Value extends TargetValue = TargetValue, Written = Value> {
  /** As the mapping wrote it, for messages and fingerprints: `numeric(15, 2, {"group":","})`. */
  readonly name: string;
  readonly sql: SqlType;
  /** As CREATE TABLE writes it: `numeric(15,2)`. */
  readonly declaration: string;
  readonly isRequired: boolean;
  /** Stands in for NULL, and for blank text where that means NULL: everywhere but in `text()`. */
  readonly fallback: Value | undefined;
  /** What is wrong with the declaration itself, each with its remedy; `defineTable` refuses such a mapping. */
  readonly problems?: readonly string[];
  /** Chosen once for each file and column. A CellFault says that no value of such a column can be converted. */
  converter(source: SourceType): Convert<Value> | CellFault;
  /** NULL, and blank text where that means NULL, is refused. */
  required(): ColumnType<Value, Written>;
  /** NULL, and blank text where that means NULL, becomes `value`. */
  default(value: Written): ColumnType<Value, Written>;
}
