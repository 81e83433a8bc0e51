/** Decoders against bytes written by hand from the format's own documents, and against random values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, decimalsOfInt64 } from '../../../adapters/parquet/decimal.ts';
import { readDeltas } from '../../../adapters/parquet/delta.ts';
import { openHybrid, readHybrid } from '../../../adapters/parquet/hybrid.ts';
import { unsnappy } from '../../../adapters/parquet/snappy.ts';
import { structEnd } from '../../../adapters/parquet/thrift.ts';
import { structBytes } from '../../factories/thrift.ts';

const DAMAGED = expect.objectContaining({ code: 'PARQUET_CORRUPT' });

describe('readHybrid', () => {
  it('reads the bit-packed example of Encodings.md: 0 to 7 in 3 bits', () => {
    const out = new Int32Array(8);
    readHybrid(openHybrid(Uint8Array.of(3, 0b1000_1000, 0b1100_0110, 0b1111_1010), 3), out);
    expect([...out]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('reads runs of both kinds one after the other', () => {
    const out = new Uint8Array(6);
    readHybrid(openHybrid(Uint8Array.of(4, 1, 3, 0b0000_1010), 1), out);
    expect([...out]).toEqual([1, 1, 0, 1, 0, 1]);
  });

  it.each([24, 25, 31])('reads packed values of %i bits', width => {
    const values = [2 ** width - 1, 0, 1, 2 ** (width - 1), 5, 0, 0, 2 ** width - 2];
    const packed = values.reduce((sum, value, index) => sum | (BigInt(value) << BigInt(index * width)), 0n);
    const bytes = Uint8Array.from({ length: width }, (_, index) => Number((packed >> BigInt(index * 8)) & 0xffn));
    const out = new Int32Array(8);
    readHybrid(openHybrid(Uint8Array.of(3, ...bytes), width), out);
    expect([...out]).toEqual(values);
  });

  it('goes on where it stopped, in pieces of any size, with the values that it gives at once', () => {
    const run = fc.record({ value: fc.integer({ min: 0, max: 1 }), length: fc.integer({ min: 1, max: 40 }) });
    const packed = fc.uint8Array({ minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.oneof(run, packed), { minLength: 1 }), fc.integer({ min: 1, max: 13 }), (runs, piece) => {
        const bytes = runs.flatMap(one =>
          one instanceof Uint8Array ? [one.length * 2 + 1, ...one] : [one.length * 2, one.value],
        );
        const values = runs.flatMap(one =>
          one instanceof Uint8Array
            ? [...one].flatMap(byte => Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1))
            : Array.from({ length: one.length }, () => one.value),
        );
        const hybrid = openHybrid(Uint8Array.from(bytes), 1);
        const read: number[] = [];
        while (read.length < values.length) {
          const out = new Uint8Array(Math.min(piece, values.length - read.length));
          readHybrid(hybrid, out);
          read.push(...out);
        }
        expect(read).toEqual(values);
      }),
    );
  });

  it.each([3, 17, 29])('goes on inside of a byte of packed values of %i bits', width => {
    const values = Array.from({ length: 16 }, (_, at) => (at * 104_729) % 2 ** width);
    const packed = values.reduce((sum, value, index) => sum | (BigInt(value) << BigInt(index * width)), 0n);
    const bytes = Uint8Array.from({ length: 2 * width }, (_, index) => Number((packed >> BigInt(index * 8)) & 0xffn));
    const hybrid = openHybrid(Uint8Array.of(5, ...bytes), width);
    const pieces = [3, 1, 7, 5].flatMap(length => {
      const out = new Int32Array(length);
      readHybrid(hybrid, out);
      return [...out];
    });
    expect(pieces).toEqual(values);
  });

  it.each([
    ['a run of 2^31 values that has no value', [0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['a length that does not end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['a value of more bits than it may have', [8, 2]],
    ['packed values that are cut', [3]],
    ['nothing', []],
  ])('P11: refuses %s', (_, bytes) => {
    expect(() => readHybrid(openHybrid(Uint8Array.from(bytes), 1), new Uint8Array(8))).toThrow(DAMAGED);
  });

  it('P11: stops a run of 2^31 values where the page ends', () => {
    const out = new Int32Array(3);
    readHybrid(openHybrid(Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0x0f, 1), 1), out);
    expect([...out]).toEqual([1, 1, 1]);
  });
});

describe('unsnappy', () => {
  it('reads literals and copies that overlap themselves', () => {
    // 10 bytes: the literal "ab", then a copy of 8 from 2 back.
    const packed = Uint8Array.of(10, 0b0000_0100, 0x61, 0x62, ((8 - 4) << 2) | 1, 2);
    expect(Buffer.from(unsnappy(packed, 10)).toString()).toBe('ababababab');
  });

  it.each([
    ['a literal of -5 bytes, which leads back to itself', [8, 0xfc, 0xfa, 0xff, 0xff, 0xff, 0, 0, 0, 0]],
    ['a copy from before the start', [8, 0, 0x61, 0b0000_0010, 5, 0]],
    ['a copy from nowhere', [8, 0, 0x61, 0b0000_0010, 0, 0]],
    ['a literal past the end', [8, 0b0001_1100, 0x61]],
    ['an end before its length', [8, 0, 0x61]],
    ['another length than the header says', [9, 0, 0x61]],
    ['nothing', []],
  ])('P11: refuses %s', (_, bytes) => {
    expect(() => unsnappy(Uint8Array.from(bytes), 8)).toThrow(DAMAGED);
  });
});

describe('readDeltas', () => {
  it('reads the second example of Encodings.md: 7, 5, 3, 1, 2, 3, 4, 5', () => {
    // Block of 128 in 4 parts, 8 values from 7; least delta -2; parts of 2, 0, 0, 0 bits.
    const deltas = [0, 0, 0, 3, 3, 3, 3].reduce((sum, delta, index) => sum | (delta << (index * 2)), 0);
    const body = Uint8Array.of(0x80, 1, 4, 8, 14, 3, 2, 0, 0, 0, deltas & 255, deltas >> 8, 0, 0, 0, 0, 0, 0, 99);
    const { values, rest } = readDeltas(body, 8);
    expect([...values]).toEqual([7, 5, 3, 1, 2, 3, 4, 5]);
    expect([...rest]).toEqual([99]);
  });

  it.each([
    ['blocks in no parts', [0x80, 1, 0, 8, 14]],
    ['a block of 2^31 values', [0xff, 0xff, 0xff, 0xff, 0x07, 1, 8, 14]],
    ['another number of values', [0x80, 1, 4, 9, 14]],
    ['a number that does not end', [0x80, 1, 4, 8, ...Array.from({ length: 40 }, () => 0xff)]],
    ['a block that is cut', [0x80, 1, 4, 8, 14, 3, 32, 0, 0, 0]],
  ])('P11: refuses %s', (_, bytes) => {
    expect(() => readDeltas(Uint8Array.from(bytes), 8)).toThrow(DAMAGED);
  });
});

describe('decimals', () => {
  const spansOfOne = (bytes: Buffer) => ({ bytes, starts: Int32Array.of(0), ends: Int32Array.of(bytes.length) });

  it('P4: fact 19: of any width are the number that was written, a bigint only past 2^53', () => {
    const value = fc
      .integer({ min: 1, max: 32 })
      .chain(width =>
        fc
          .bigInt({ min: -(2n ** BigInt(width * 8 - 1)), max: 2n ** BigInt(width * 8 - 1) - 1n })
          .map(number => ({ width, number })),
      );
    fc.assert(
      fc.property(value, ({ width, number }) => {
        const hex = BigInt.asUintN(width * 8, number)
          .toString(16)
          .padStart(width * 2, '0');
        const [decoded] = decimalsOf(spansOfOne(Buffer.from(hex, 'hex')));
        expect(BigInt(decoded ?? '')).toBe(number);
        expect(typeof decoded).toBe(number >= -(2n ** 53n) && number < 2n ** 53n ? 'number' : 'bigint');
      }),
      {
        numRuns: 2000,
        examples: [2n ** 53n, 2n ** 53n - 1n, -(2n ** 53n), -(2n ** 53n) - 1n, -(2n ** 53n) + 255n].map(number => [
          { width: 16, number },
        ]),
      },
    );
  });

  it('P4: of INT64 keep every digit', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), numbers => {
        expect(decimalsOfInt64(BigInt64Array.from(numbers)).map(BigInt)).toEqual(numbers);
      }),
    );
    expect(decimalsOfInt64(BigInt64Array.of(-1n, -(2n ** 53n), 2n ** 53n, 2n ** 53n - 1n))).toEqual([
      -1,
      -(2 ** 53),
      2n ** 53n,
      2 ** 53 - 1,
    ]);
  });

  it('P11: of no bytes, or of thousands, are refused', () => {
    expect(() => decimalsOf(spansOfOne(Buffer.alloc(0)))).toThrow(DAMAGED);
    expect(() => decimalsOf(spansOfOne(Buffer.alloc(5000)))).toThrow(DAMAGED);
  });
});

describe('structEnd', () => {
  it('ends where the struct ends', () => {
    const bytes = structBytes({
      1: { i32: -7 },
      2: { text: 'abc' },
      20: { list: [{ bool: true }] },
      21: { struct: { 3: { i64: 2n ** 62n } } },
    });
    expect(structEnd(Uint8Array.from([...bytes, 1, 2, 3]), 0, { mostValues: 100 })).toBe(bytes.length);
  });

  const deep = [...Array.from({ length: 100 }, () => 0x1c), ...Array.from({ length: 101 }, () => 0)];
  it.each([
    ['a struct of a hundred depths', deep],
    ['lists of a hundred depths', [0x19, ...Array.from({ length: 100 }, () => 0x19), 0]],
    ['a number of a thousand bytes', [0x16, ...Array.from({ length: 1000 }, () => 0xff), 0, 0]],
    ['an unknown type', [0x1d, 0, 0]],
  ])('P11: refuses %s', (_, bytes) => {
    expect(() => structEnd(Uint8Array.from(bytes), 0, { mostValues: 100 })).toThrow(DAMAGED);
  });

  it.each([
    ['text past the end', [0x18, 0x20, 0x61]],
    ['no end', [0x15]],
    ['a list of 32 million entries in no bytes', [0x19, 0xf5, 0x80, 0x80, 0x80, 0x10, 0, 0]],
    ['a list of more entries than bytes', [0x19, 0xa5, 0, 0]],
  ])('gives nothing for %s: more bytes may tell', (_, bytes) => {
    expect(structEnd(Uint8Array.from(bytes), 0, { mostValues: 100 })).toBeUndefined();
  });

  it.each([
    ['more values than the limit', [...Array.from({ length: 200 }, () => 0x11), 0]],
    ['a longer list than that', [0x19, 0xf1, 0x70, ...Array.from({ length: 112 }, () => 1), 0]],
  ])('P11: refuses %s', (_, bytes) => {
    const tooLarge = expect.objectContaining({ code: 'PARQUET_TOO_LARGE' });
    expect(() => structEnd(Uint8Array.from(bytes), 0, { mostValues: 100 })).toThrow(tooLarge);
  });

  it('tells how long the lists of the struct are, and of no other', () => {
    const inner = { struct: { 2: { list: [{ bool: true }] } } };
    const bytes = structBytes({
      1: { i32: 2 },
      2: { list: [inner, inner] },
      40: { list: [{ i64: 1n }, { i64: 2n }, { i64: 3n }] },
    });
    const lists = new Map<number, number>();
    structEnd(Uint8Array.from(bytes), 0, { mostValues: 100, lists });
    expect([...lists]).toEqual([
      [2, 2],
      [40, 3],
    ]);
  });
});
