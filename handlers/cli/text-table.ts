/** Rows as a table of text. Null is written as such; Korean and Chinese letters take two places of a terminal. */

const WIDE = /[\p{Script=Hangul}\p{Script=Han}]/gu;
const GAP = '  ';

export function textTable(names: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  const cells = rows.map(row => names.map((_, at) => row[at] ?? 'null'));
  const widths = names.map((name, at) => Math.max(...[name, ...cells.map(row => row[at] ?? '')].map(widthOf)));
  const asLine = (row: readonly string[]): string =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell)))
      .join(GAP)
      .trimEnd();
  const rule = widths.map(width => '-'.repeat(width)).join(GAP);
  return [asLine(names), rule, ...cells.map(asLine)].join('\n');
}

function widthOf(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0);
}
