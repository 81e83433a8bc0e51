/**
 * numeric: groups of four decimal digits, aligned at the point, straight from the text. In PostgreSQL's own layout
 * (utils/adt/numeric.c, numeric_recv): number of groups, weight of the first one in powers of 10,000, sign, digits
 * after the point, then the groups, all int16. The server drops groups of zeros; the digits after the point keep the scale.
 */

import { CellError } from './cell-error.ts';
import { type Output, reserve } from './output.ts';

const POSITIVE = 0x00_00;
const NEGATIVE = 0x40_00;
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', 0xc0_00],
  ['Infinity', 0xd0_00],
  ['-Infinity', 0xf0_00],
]);

/** Limits of the type: 131,072 digits before the point and 16,383 after it (PostgreSQL manual, table of numeric types). */
const LONGEST_INTEGER_PART = 131_072;
const LONGEST_SCALE = 16_383;

const HEADER_BYTES = 12;
const ZERO = 48;
const NINE = 57;
const MINUS = 45;

export function writeNumeric(output: Output, value: unknown): void {
  if (typeof value !== 'string') {
    throw new CellError({ sqlType: 'numeric', value });
  }
  if (value.charCodeAt(value.length - 1) > NINE) {
    writeSpecial(output, value);
  } else {
    writeDecimal(output, value);
  }
}

function writeSpecial(output: Output, value: string): void {
  const sign = SPECIAL.get(value);
  if (sign === undefined) {
    throw new CellError({ sqlType: 'numeric', value });
  }
  reserve(output, HEADER_BYTES);
  finish(output, { groups: 0, weight: 0, sign, scale: 0 });
}

function writeDecimal(output: Output, value: string): void {
  const start = value.charCodeAt(0) === MINUS ? 1 : 0;
  const point = value.indexOf('.');
  const end = point < 0 ? value.length : point;
  const scale = point < 0 ? 0 : value.length - point - 1;
  if (end <= start || (point >= 0 && scale === 0) || end - start > LONGEST_INTEGER_PART || scale > LONGEST_SCALE) {
    throw new CellError({ sqlType: 'numeric', value });
  }
  const integerGroups = Math.ceil((end - start) / 4);
  const groups = integerGroups + Math.ceil(scale / 4);
  reserve(output, HEADER_BYTES + 2 * groups);
  writeGroups(output, value, { start, point: end });
  finish(output, { groups, weight: integerGroups - 1, sign: start === 1 ? NEGATIVE : POSITIVE, scale });
}

/** Groups before the point end at it, groups after it begin at it; the last one is filled up with zeros. */
function writeGroups(output: Output, text: string, { start, point }: { start: number; point: number }): void {
  let at = output.at + HEADER_BYTES;
  let group = 0;
  for (let index = start; index < point; index += 1) {
    group = group * 10 + digit(text, index);
    if ((point - index) % 4 === 1) {
      output.view.setInt16(at, group);
      at += 2;
      group = 0;
    }
  }
  for (let index = point + 1; index < text.length; index += 4) {
    for (let place = index; place < index + 4; place += 1) {
      group = group * 10 + (place < text.length ? digit(text, place) : 0);
    }
    output.view.setInt16(at, group);
    at += 2;
    group = 0;
  }
}

function digit(text: string, index: number): number {
  const code = text.charCodeAt(index) - ZERO;
  if (code < 0 || code > 9) {
    throw new CellError({ sqlType: 'numeric', value: text });
  }
  return code;
}

function finish(
  output: Output,
  { groups, weight, sign, scale }: { groups: number; weight: number; sign: number; scale: number },
): void {
  const { view, at } = output;
  view.setInt32(at, 8 + 2 * groups);
  view.setUint16(at + 4, groups);
  view.setInt16(at + 6, weight);
  view.setUint16(at + 8, sign);
  view.setUint16(at + 10, scale);
  output.at = at + HEADER_BYTES + 2 * groups;
}
