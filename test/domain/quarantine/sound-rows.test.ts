import { describe, expect, it } from 'vitest';
import type { ChangeBatch } from '../../../domain/change/change.ts';
import { cellOf } from '../../../domain/columns/column.ts';
import { partBatch } from '../../../domain/quarantine/sound-rows.ts';

const IDS = BigInt64Array.of(10n, 20n, 30n, 40n);
const NAMES = ['x', 'y'];

const BATCH: ChangeBatch = {
  firstRow: 101,
  rowCount: 4,
  writtenAtMicros: 5n,
  effects: Uint8Array.of(0, 1, 0, 1),
  columns: [{ values: IDS }, { values: NAMES, indexes: Int32Array.of(1, 0, -1, 1) }],
  oldKey: [{ values: [1n, 2n, 3n, 4n] }],
  writtenAt: { values: [11n, 12n, 13n, 14n] },
  changeSequence: { values: ['a', 'b', 'c', 'd'] },
  kept: { values: [null, Uint8Array.of(2), null, Uint8Array.of(1)] },
  op: { values: ['I', 'D', 'U', 'D'] },
};

/** The cells of a part of a batch, by row. */
function cellsOf(batch: ChangeBatch) {
  const optional = [batch.writtenAt, batch.changeSequence, batch.kept, batch.op];
  return Array.from({ length: batch.rowCount }, (_, row) => [
    batch.rowNumbers?.[row],
    batch.effects?.[row],
    ...[...batch.columns, ...(batch.oldKey ?? []), ...optional].map(column => column && cellOf<unknown>(column, row)),
  ]);
}

describe('a batch with bad rows', () => {
  it('keeps its sound rows with all that belongs to them, under their own numbers', () => {
    const { sound, bad } = partBatch(BATCH, Uint8Array.of(0, 1, 0, 0));
    expect(bad).toEqual([1]);
    expect(sound).toMatchObject({ firstRow: 101, rowCount: 3, writtenAtMicros: 5n });
    expect(sound && cellsOf(sound)).toEqual([
      [101, 0, 10n, 'y', 1n, 11n, 'a', null, 'I'],
      [103, 0, 30n, null, 3n, 13n, 'c', null, 'U'],
      [104, 1, 40n, 'y', 4n, 14n, 'd', Uint8Array.of(1), 'D'],
    ]);
  });

  it('copies no value', () => {
    const { sound } = partBatch(BATCH, Uint8Array.of(1, 0, 0, 0));
    expect(sound?.firstRow).toBe(102);
    expect(sound?.columns.map(({ values }) => values)).toEqual([IDS, NAMES]);
    expect(sound?.columns[0]?.values).toBe(IDS);
    expect(sound?.columns[1]?.values).toBe(NAMES);
  });

  it('has no sound part where every row is bad', () => {
    expect(partBatch(BATCH, Uint8Array.of(1, 1, 1, 1))).toEqual({ sound: undefined, bad: [0, 1, 2, 3] });
  });

  it('keeps the numbers of a batch that lacked rows before, and has nothing that the batch has not', () => {
    const plain: ChangeBatch = {
      firstRow: 5,
      rowCount: 3,
      writtenAtMicros: 5n,
      effects: undefined,
      columns: [{ values: [1, 2, 3] }],
      oldKey: undefined,
      rowNumbers: Float64Array.of(5, 8, 9),
    };
    expect(partBatch(plain, Uint8Array.of(1, 0, 0)).sound).toEqual({
      ...plain,
      firstRow: 8,
      rowCount: 2,
      rowNumbers: Float64Array.of(8, 9),
      columns: [{ values: [1, 2, 3], indexes: Int32Array.of(1, 2) }],
    });
  });
});
