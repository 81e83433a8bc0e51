import type { SourceType, SqlType } from './column.ts';
import { PLAIN_MARKS, plainDecimal } from './decimal-text.ts';
import { asIs, fromText, makeType, refused } from './make-type.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';

interface Range {
  readonly name: SqlType & ('smallint' | 'integer' | 'bigint');
  readonly least: bigint;
  readonly greatest: bigint;
}

/**
 * 16-bit integer, -32768 to 32767. Takes integers of any width, DECIMAL, FLOAT, DOUBLE and text; the value must be whole
 * and within the range. Text: a sign before or after the digits, blanks around, `5.00`; no group marks. Blank text is NULL.
 *
 * @example `from('QUANTITY', smallint())`
 */
export function smallint(): ColumnType<number> {
  return wholeType<number>({ name: 'smallint', least: -32_768n, greatest: 32_767n });
}

/**
 * 32-bit integer, -2147483648 to 2147483647. Takes and refuses what `smallint()` does.
 *
 * @example `from('ORDER_COUNT', integer().default(0))`
 */
export function integer(): ColumnType<number> {
  return wholeType<number>({ name: 'integer', least: -2_147_483_648n, greatest: 2_147_483_647n });
}

/**
 * 64-bit integer. Takes and refuses what `smallint()` does; a DOUBLE only up to 2^53, beyond which it cannot be exact.
 *
 * @example `from('PRODUCT_ID', bigint())`
 */
export function bigint(): ColumnType<bigint | number> {
  return wholeType<bigint | number>({ name: 'bigint', least: -(2n ** 63n), greatest: 2n ** 63n - 1n });
}

function wholeType<Value extends bigint | number>(range: Range): ColumnType<Value> {
  const fitted = fitting(range);
  return makeType<Value>({
    name: `${range.name}()`,
    sql: range.name,
    converter: source => wholeConverter(range, fitted, source) as Convert<Value> | CellFault,
    read: written => (isWhole(written) ? (fitted(written) as Value | CellFault) : notWhole(range)),
  });
}

type Whole = number | bigint;
type Fit = (value: Whole) => Whole | CellFault;

function wholeConverter(range: Range, fitted: Fit, source: SourceType): Convert<Whole> | CellFault {
  switch (source.kind) {
    case 'integer':
      return alwaysFits(range, source) ? asIs : value => fitted(value as Whole);
    case 'decimal':
      return source.scale === 0 ? value => fitted(value as Whole) : wholeOfDecimal(range, fitted, source.scale);
    case 'float':
      return value => (Number.isSafeInteger(value) ? fitted(value as number) : notWhole(range));
    case 'text':
      return fromText(wholeOfText(range, fitted));
    default:
      return refused(`${range.name}()`, source, 'map it to a type that it is, or with custom()');
  }
}

/** Whether every value of the source is one of the target, in the form in which the target wants it. */
function alwaysFits(range: Range, source: { bits: number; signed: boolean }): boolean {
  const sourceBits = source.signed ? source.bits : source.bits + 1;
  const bits = range.greatest.toString(2).length + 1;
  return sourceBits <= bits && (range.name === 'bigint' || source.bits <= 32);
}

function fitting(range: Range): Fit {
  const least = Number(range.least);
  const greatest = Number(range.greatest);
  const keepsBigInts = range.name === 'bigint';
  const outside = new CellFault(
    `is outside the range of ${range.name}, ${range.least} to ${range.greatest}`,
    'declare a wider type: bigint() or numeric()',
  );
  return value => {
    if (typeof value === 'number') {
      return value < least || value > greatest ? outside : value + 0;
    }
    if (value < range.least || value > range.greatest) {
      return outside;
    }
    return keepsBigInts ? value : Number(value);
  };
}

function wholeOfDecimal(range: Range, fitted: Fit, scale: number): Convert<Whole> {
  const divisor = 10n ** BigInt(scale);
  const fault = notWhole(range);
  return value => {
    const unscaled = BigInt(value as Whole);
    return unscaled % divisor === 0n ? fitted(unscaled / divisor) : fault;
  };
}

/** A number has at most so many digits where it is sure to be a safe integer, and a bigint of 64 bits so many. */
const SAFE_LENGTH = 15;
const LONGEST = 20;
const NOT_ZERO = /[1-9]/u;

function wholeOfText(range: Range, fitted: Fit): (text: string) => Whole | CellFault {
  const fault = notWhole(range);
  return text => {
    const plain = plainDecimal(text, PLAIN_MARKS);
    const point = plain?.indexOf('.') ?? -1;
    const whole = point < 0 ? plain : plain?.slice(0, point);
    if (plain === undefined || whole === undefined || (point >= 0 && NOT_ZERO.test(plain.slice(point)))) {
      return fault;
    }
    if (whole.length <= SAFE_LENGTH) {
      return fitted(Number(whole));
    }
    return fitted(whole.length <= LONGEST ? BigInt(whole) : range.greatest + 1n);
  };
}

function isWhole(written: unknown): written is Whole {
  return typeof written === 'bigint' || Number.isSafeInteger(written);
}

function notWhole(range: Range): CellFault {
  return new CellFault(
    `is not a whole number as ${range.name}() reads it`,
    'write digits 0-9 with a sign at most, or declare numeric(precision, scale) for fractions and group marks',
  );
}
