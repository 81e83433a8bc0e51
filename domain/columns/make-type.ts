import type { SourceType, SqlType, TargetValue } from './column.ts';
import { sourceName } from './source-text.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';

/** What tells one column type from another. */
export interface TypeParts<Value extends TargetValue, Written> {
  readonly name: string;
  readonly sql: SqlType;
  /** As CREATE TABLE writes it; the SQL type itself, if not given. */
  readonly declaration?: string;
  readonly problems?: readonly string[];
  converter(source: SourceType): Convert<Value> | CellFault;
  /** Reads a default as the mapping wrote it. */
  read(written: Written): Value | null | CellFault;
}

interface Rules<Value> {
  readonly isRequired: boolean;
  readonly fallback: Value | undefined;
  readonly problems: readonly string[];
}

/** Makes a column type, with `required()` and `default()`. */
export function makeType<Value extends TargetValue, Written = Value>(
  parts: TypeParts<Value, Written>,
): ColumnType<Value, Written> {
  return withRules(parts, { isRequired: false, fallback: undefined, problems: parts.problems ?? [] });
}

function withRules<Value extends TargetValue, Written>(
  parts: TypeParts<Value, Written>,
  rules: Rules<Value>,
): ColumnType<Value, Written> {
  return Object.freeze({
    name: parts.name,
    sql: parts.sql,
    declaration: parts.declaration ?? parts.sql,
    isRequired: rules.isRequired,
    fallback: rules.fallback,
    problems: Object.freeze([...rules.problems]),
    converter: (source: SourceType) => parts.converter(source),
    required: () => withRules(parts, { ...rules, isRequired: true }),
    default: (written: Written) => withRules(parts, withFallback(parts, rules, written)),
  });
}

function withFallback<Value extends TargetValue, Written>(
  parts: TypeParts<Value, Written>,
  rules: Rules<Value>,
  written: Written,
): Rules<Value> {
  const value = parts.read(written);
  if (value === null) {
    return { ...rules, problems: [...rules.problems, `the default of ${parts.name} is blank; leave default() out`] };
  }
  if (value instanceof CellFault) {
    const problem = `the default of ${parts.name}, ${String(written)}, ${value.reason}; ${value.remedy}`;
    return { ...rules, problems: [...rules.problems, problem] };
  }
  return { ...rules, fallback: value };
}

/** The conversion that changes nothing; a column that it is chosen for is not even walked through. */
export const asIs = (value: unknown): never => value as never;

/** A conversion of text that takes blanks around a value away; blank text is NULL. */
export function fromText<Value extends TargetValue>(
  convert: (text: string) => Value | null | CellFault,
): Convert<Value> {
  return value => {
    const text = (value as string).trim();
    return text === '' ? null : convert(text);
  };
}

/** No value of such a source column can become one of this type. */
export function refused(type: string, source: SourceType, remedy: string): CellFault {
  return new CellFault(`is ${sourceName(source)} in the file, which ${type} does not take`, remedy);
}
