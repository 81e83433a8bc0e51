import type { Column } from '../../domain/columns/column.ts';
import type { SourceBatch } from '../../domain/ports/files.ts';
import type { Field } from './record.ts';

/** Rows that are gathered, by column, until they are enough for a batch. */
export interface RowBlock {
  readonly firstRow: number;
  rowCount: number;
  /** Of its text, and what its cells take besides. */
  characters: number;
  readonly cells: readonly Field[][];
}

export function newBlock(firstRow: number, width: number): RowBlock {
  return { firstRow, rowCount: 0, characters: 0, cells: Array.from({ length: width }, () => []) };
}

/** What a cell takes besides its text, in characters of two bytes: a reference, and the head of a string. */
const CELL_CHARACTERS = 16;

/** As many fields as the block has columns. */
export function addRow(block: RowBlock, fields: readonly Field[], characters: number): void {
  const { cells, rowCount } = block;
  for (let index = 0; index < fields.length; index++) {
    const column = cells[index];
    if (column !== undefined) {
      column[rowCount] = fields[index] ?? null;
    }
  }
  block.rowCount++;
  block.characters += characters + fields.length * CELL_CHARACTERS;
}

export function asSource({ firstRow, rowCount, cells }: RowBlock): SourceBatch {
  return { firstRow, rowCount, columns: cells.map((values): Column => ({ values })) };
}
