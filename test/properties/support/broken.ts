/** A stream as a broken mapper reads it: other values, and some changes that are taken for deletes. */
import type { Delivery, Row, Stream, StreamFile } from './streams.ts';
import { CELLS } from './tables.ts';

const NOTHING = { value: null, text: null };

/** Every second row has the next one of the values that its columns may have; with `flips`, every third is a delete. */
export function brokenFile(file: StreamFile, flips: boolean): StreamFile {
  const mayFlip = flips && file.kind === 'cdc' && !file.hasBefore;
  const rows = file.rows.map((row, at) => {
    const turned = at % 2 === 0 && row.op !== 'D' ? { ...row, values: turnedValues(row) } : row;
    return mayFlip && at % 3 === 2 ? deleted(turned) : turned;
  });
  const changes = file.changes.map((change, at) => {
    const { op, values } = rows[at] as Row;
    return { ...change, op, values: values.map(({ text }) => text) };
  });
  return { ...file, rows, changes };
}

function turnedValues({ values, kept }: Row): Row['values'] {
  return values.map((cell, at) => {
    const cells = CELLS[at] ?? [];
    const place = cells.findIndex(({ text }) => text === cell.text);
    return kept[at] === true ? cell : (cells[(place + 1) % cells.length] ?? cell);
  });
}

function deleted(row: Row): Row {
  return { ...row, op: 'D', values: row.values.map(() => NOTHING), kept: row.kept.map(() => false) };
}

/** What arrives of a stream: without what is given up, and what purges. */
export function arrivals({ steps }: Stream): readonly Delivery[] {
  return steps.filter(step => typeof step !== 'number').filter(({ isAbandoned }) => !isAbandoned);
}
