import { describe, expect, it } from 'vitest';
import { quarantinedRow } from '../../../domain/quarantine/quarantined-row.ts';

const SOURCE = { row: 3, cells: [] };
const CHANGES = { firstRow: 3, rowCount: 1, writtenAtMicros: 7n, effects: undefined, columns: [], oldKey: undefined };

function mapped(value: string, writtenAt?: bigint | null) {
  const faults = [{ row: 3, column: 'A', value, reason: 'is bad', remedy: 'mend it' }];
  const times = writtenAt === undefined ? {} : { writtenAt: { values: [writtenAt] } };
  return { changes: { ...CHANGES, ...times }, faults, faultCount: 1, badRows: Uint8Array.of(1) };
}

describe('a bad row', () => {
  it('has the time of its file, or its own where rows have one that can be read', () => {
    expect(quarantinedRow(SOURCE, mapped('x')).writtenAtMicros).toBe(7n);
    expect(quarantinedRow(SOURCE, mapped('x', 9n)).writtenAtMicros).toBe(9n);
    expect(quarantinedRow(SOURCE, mapped('x', null)).writtenAtMicros).toBe(7n);
  });

  it('fact 24: names values in a form that jsonb holds, and not the whole of a long one', () => {
    expect(quarantinedRow(SOURCE, mapped('a\0b\ud800')).faults[0]?.value).toBe('a\ufffdb\ufffd');
    expect(quarantinedRow(SOURCE, mapped('\u{1f600}'.repeat(1000))).faults[0]?.value).toHaveLength(203);
    expect(quarantinedRow(SOURCE, mapped(`x${'\u{1f600}'.repeat(1000)}`)).faults[0]?.value?.isWellFormed()).toBe(true);
  });

  it('is one alone as among others', () => {
    const good = { changes: CHANGES, faults: [], faultCount: 0, badRows: undefined };
    expect(() => quarantinedRow(SOURCE, good)).toThrow('row 3 is bad among others and good alone');
  });
});
