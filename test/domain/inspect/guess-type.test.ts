import { describe, expect, it } from 'vitest';
import type { SourceValue } from '../../../domain/columns/column.ts';
import { guessType } from '../../../domain/inspect/guess-type.ts';
import { SOURCES, type SourceKey } from '../columns/convert.ts';
import { column } from './sampled.ts';

function guess(source: SourceKey, cells: readonly (SourceValue | null)[]) {
  const { type, why } = guessType(column('C', cells, SOURCES[source]), { isTyped: true });
  return [type.name, why];
}

const DAY_MICROS = 86_400_000_000n;

describe('the type that a file declares', () => {
  it.each([
    ['bool', [true], 'boolean()', 'BOOLEAN in the file'],
    ['int16', [1], 'integer()', 'INT16 in the file'],
    ['int32', [1], 'integer()', 'INT32 in the file'],
    ['int64', [1n], 'bigint()', 'INT64 in the file'],
    ['uint32', [1], 'bigint()', 'UINT32 in the file'],
    ['uint64', [1n], 'numeric(20, 0)', 'UINT64 in the file'],
    ['float', [1.5], 'double()', 'FLOAT in the file'],
    ['decimal12x2', [150], 'numeric(12, 2)', 'DECIMAL(12, 2) in the file'],
    ['decimal38x0', [1n], 'numeric(38, 0)', 'DECIMAL(38, 0) in the file'],
    ['date', [1], 'date()', 'DATE in the file'],
    ['timeUs', [1n], 'time()', 'TIME in microseconds in the file'],
    ['tsUs', [1n], 'timestamp()', 'TIMESTAMP in microseconds in the file'],
    ['bytes', [new Uint8Array([1])], 'bytea()', "BYTES in the file; text({ bytes: 'utf8' }) if they are text"],
    ['decimal12x2', [null, null], 'numeric(12, 2)', 'DECIMAL(12, 2) in the file; no value in 2 rows'],
    [
      'tsUs',
      [0n, DAY_MICROS],
      'timestamp()',
      'TIMESTAMP in microseconds in the file; each is midnight: date() if it is a day',
    ],
    ['tsNs', [1n], 'text()', 'TIMESTAMP in nanoseconds in the file, with values that timestamp() cannot hold'],
  ] as const)('of %s %s is mapped as %s', (source, cells, type, why) => {
    expect(guess(source, cells)).toEqual([type, why]);
  });

  it('of a whole DECIMAL of 18 digits is an integer of 64 bits', () => {
    const sample = column('C', [7], { kind: 'decimal', precision: 18, scale: 0 });
    expect(guessType(sample, { isTyped: true }).type.name).toBe('bigint()');
  });
});
