import type { SourceType } from './column.ts';
import { type DecimalMarks, decimalText, plainDecimal } from './decimal-text.ts';
import { floatText } from './float-text.ts';
import { fromText, makeType, refused } from './make-type.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';

/** How amounts are written where they come as text. */
export interface NumericOptions {
  /** Stands before every third digit, as in `1,234,567.89`; without it, no mark is accepted. */
  readonly group?: ',' | '.' | ' ' | "'";
  /** Stands before the fraction; a point, if not declared. */
  readonly decimal?: '.' | ',';
}

interface Shape {
  readonly name: string;
  readonly marks: DecimalMarks;
  /** Undefined for `numeric()`, which holds any number of digits. */
  readonly size: { readonly precision: number; readonly scale: number } | undefined;
}

const NOT_ZERO = /[1-9]/u;

/** PostgreSQL manual, "Arbitrary Precision Numbers": the precision that can be declared. */
const GREATEST_PRECISION = 1000;

/**
 * Exact decimal of `precision` digits, `scale` of them behind the point; without both, of any length. Never rounded:
 * digits beyond the scale must be zeros.
 *
 * Takes DECIMAL, integers, FLOAT and DOUBLE (by their shortest text; NaN and infinities are refused) and text: signs
 * before or after (`-5`, `- 5`, `5-`), `.5`, exponents, blanks around, and group marks where declared, which must stand
 * before every third digit. Refused: `(5)`, currency signs, full-width digits. Blank text is NULL.
 *
 * @example `from('PRICE', numeric(15, 2, { group: ',' }))`
 */
export function numeric(): ColumnType<string>;
export function numeric(precision: number, scale: number, options?: NumericOptions): ColumnType<string>;
export function numeric(precision?: number, scale = 0, options?: NumericOptions): ColumnType<string> {
  const shape: Shape = {
    name: `numeric(${precision === undefined ? '' : `${precision}, ${scale}${writtenOptions(options)}`})`,
    marks: { decimal: options?.decimal ?? '.', group: options?.group },
    size: precision === undefined ? undefined : { precision, scale },
  };
  return makeType<string>({
    name: shape.name,
    sql: 'numeric',
    declaration: precision === undefined ? 'numeric' : `numeric(${precision},${scale})`,
    problems: problemsOf(shape),
    converter: source => numericConverter(shape, source),
    read: written => (typeof written === 'string' ? readText(shape)(written.trim()) : notNumeric(shape)),
  });
}

function problemsOf({ name, marks, size }: Shape): string[] {
  const problems: string[] = [];
  if (
    size !== undefined &&
    !(Number.isInteger(size.precision) && size.precision >= 1 && size.precision <= GREATEST_PRECISION)
  ) {
    problems.push(`${name} has a precision that is not between 1 and ${GREATEST_PRECISION}; count all its digits`);
  }
  if (size !== undefined && !(Number.isInteger(size.scale) && size.scale >= 0 && size.scale <= size.precision)) {
    problems.push(
      `${name} has a scale that is not between 0 and its precision; write numeric(digits in all, digits behind the point)`,
    );
  }
  if (marks.group === marks.decimal) {
    problems.push(`${name} has one mark for groups and decimals; declare both: { group: '.', decimal: ',' }`);
  }
  return problems;
}

function numericConverter(shape: Shape, source: SourceType): Convert<string> | CellFault {
  switch (source.kind) {
    case 'decimal':
      return fromDecimal(shape, source);
    case 'integer':
      return fromDecimal(shape, { precision: source.bits === 64 ? 20 : 10, scale: 0 });
    case 'float':
      return fromFloat(shape, source.bits);
    case 'text':
      return fromText(readText(shape));
    default:
      return refused(shape.name, source, 'map it to a type that it is, or with custom()');
  }
}

function fromDecimal(shape: Shape, source: { precision: number; scale: number }): Convert<string> {
  const { scale } = source;
  if (shape.size === undefined || (shape.size.scale === scale && shape.size.precision >= source.precision)) {
    return value => decimalText(value as number | bigint, scale);
  }
  const fitted = fitting(shape);
  return value => fitted(decimalText(value as number | bigint, scale));
}

function fromFloat(shape: Shape, bits: 32 | 64): Convert<string> {
  const read = readText({ ...shape, marks: { decimal: '.', group: undefined } });
  const fault = new CellFault(
    `is no number that ${shape.name} can hold`,
    'declare double(), which holds NaN and infinities',
  );
  return value => (Number.isFinite(value) ? read(floatText(value as number, bits)) : fault);
}

function readText(shape: Shape): (text: string) => string | CellFault {
  const fitted = fitting(shape);
  const fault = notNumeric(shape);
  return text => {
    const plain = plainDecimal(text, shape.marks);
    return plain === undefined ? fault : fitted(plain);
  };
}

/** Pads or cuts a plain decimal text to the declared scale; only zeros are cut. */
function fitting({ name, size }: Shape): (plain: string) => string | CellFault {
  if (size === undefined) {
    return plain => plain;
  }
  const { precision, scale } = size;
  const tooLarge = new CellFault(
    `has more than ${precision - scale} digits before the point, the most that ${name} holds`,
    'declare a greater precision',
  );
  const tooFine = new CellFault(
    `has more than ${scale} digits behind the point, the most that ${name} holds, and is not rounded`,
    'declare a greater scale, or round it in custom()',
  );
  return plain => {
    const point = plain.indexOf('.');
    if (wholeDigits(plain, point) > precision - scale) {
      return tooLarge;
    }
    const fractionDigits = point < 0 ? 0 : plain.length - point - 1;
    if (fractionDigits === scale) {
      return plain;
    }
    if (fractionDigits < scale) {
      return `${plain}${point < 0 ? '.' : ''}${'0'.repeat(scale - fractionDigits)}`;
    }
    const end = scale === 0 ? point : point + 1 + scale;
    return NOT_ZERO.test(plain.slice(end)) ? tooFine : plain.slice(0, end);
  };
}

/** Digits before the point, of which a lone zero is none. */
function wholeDigits(plain: string, point: number): number {
  const start = plain.charCodeAt(0) === 45 ? 1 : 0;
  const count = (point < 0 ? plain.length : point) - start;
  return count === 1 && plain.charCodeAt(start) === 48 ? 0 : count;
}

function notNumeric({ name, marks }: Shape): CellFault {
  const grouped = marks.group === undefined ? 'no group mark' : `group mark ${JSON.stringify(marks.group)}`;
  return new CellFault(
    `is not a number as ${name} reads it: digits 0-9, decimal mark ${JSON.stringify(marks.decimal)}, ${grouped}`,
    "declare its marks, as in numeric(15, 2, { group: '.', decimal: ',' }), or convert it in custom()",
  );
}

function writtenOptions(options: NumericOptions | undefined): string {
  return options === undefined ? '' : `, ${JSON.stringify(options)}`;
}
