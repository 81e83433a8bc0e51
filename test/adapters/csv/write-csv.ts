/**
 * Writes CSV as RFC 4180 says, for tests of what reads it. Knows nothing of the reader. Of a delimiter of several
 * characters each one is quoted: `a|` before `||` would be cut elsewhere.
 */
export interface Writing {
  readonly delimiter: string;
  readonly rowDelimiter: string;
  readonly nullText: string;
  /** Quotes a field that needs none? */
  quotes(row: number, column: number): boolean;
}

export function writeCsv(rows: readonly (readonly (string | null)[])[], writing: Writing): string {
  return rows
    .map(
      (row, at) =>
        `${row.map((cell, column) => fieldOf(cell, writing, writing.quotes(at, column))).join(writing.delimiter)}${writing.rowDelimiter}`,
    )
    .join('');
}

function fieldOf(cell: string | null, { delimiter, rowDelimiter, nullText }: Writing, asked: boolean): string {
  if (cell === null) {
    return nullText;
  }
  const needed = cell === nullText || [...`"\r\n${delimiter}${rowDelimiter}`].some(part => cell.includes(part));
  return asked || needed ? `"${cell.split('"').join('""')}"` : cell;
}
