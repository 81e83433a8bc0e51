/** What both reports of `dms-loader inspect` are written with. */
import type { OpCounts } from '../../../domain/inspect/describe-dialect.ts';
import type { FileSample } from '../../../domain/inspect/file-sample.ts';
import { counted } from '../counts.ts';

/** Cells below each other, two blanks in between. */
export function aligned(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map(line => line[at]?.length ?? 0)));
  return lines.map(line => `  ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd());
}

export function rowsText({ rowCount, sampledRows }: Pick<FileSample, 'rowCount' | 'sampledRows'>): string {
  return rowCount === undefined ? `more than ${counted(sampledRows, 'row')}` : counted(rowCount, 'row');
}

export function opText({ inserts, updates, deletes, unknown }: OpCounts): string {
  return `${inserts} I, ${updates} U, ${deletes} D${unknown === 0 ? '' : `, ${unknown} unknown`}`;
}
