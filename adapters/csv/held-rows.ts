import type { TransactionPart } from '../../domain/ports/transactions.ts';
import type { CsvLimits } from './limits.ts';
import type { Field } from './record.ts';
import { addRow, asSource, newBlock, type RowBlock } from './row-block.ts';
import type { TableRows } from './row-tables.ts';

interface Held {
  readonly block: RowBlock;
  /** Rows of other tables stand between them. */
  readonly rowNumbers: number[];
}

/** Rows of many tables that are gathered for batches, table by table in the order in which the file named them. */
export interface HeldRows {
  rowCount: number;
  characters: number;
  readonly byTable: Map<TableRows, Held>;
}

export function newHeldRows(): HeldRows {
  return { rowCount: 0, characters: 0, byTable: new Map() };
}

/** A row as it was taken. */
export interface TakenRow {
  readonly row: number;
  /** Without the names of its table. */
  readonly fields: readonly Field[];
  readonly characters: number;
}

export function hold(held: HeldRows, rows: TableRows, { row, fields, characters }: TakenRow): void {
  let own = held.byTable.get(rows);
  if (own === undefined) {
    own = { block: newBlock(row, rows.columns.length), rowNumbers: [] };
    held.byTable.set(rows, own);
  }
  addRow(own.block, fields, characters);
  own.rowNumbers.push(row);
  held.rowCount++;
  held.characters += characters;
}

/** All tables together are as large as a batch may be: however many they are, and however few rows one of them has. */
export function isFull({ rowCount, characters }: HeldRows, { batchRows, batchCharacters }: CsvLimits): boolean {
  return rowCount >= batchRows || characters >= batchCharacters;
}

/** A batch for each table; nothing is held then. */
export function release(held: HeldRows): readonly TransactionPart[] {
  const parts = [...held.byTable].map(
    ([{ table, columns }, { block, rowNumbers }]): TransactionPart => ({
      kind: 'rows',
      table,
      columns,
      batch: { ...asSource(block), rowNumbers: Float64Array.from(rowNumbers) },
    }),
  );
  held.byTable.clear();
  held.rowCount = 0;
  held.characters = 0;
  return parts;
}
