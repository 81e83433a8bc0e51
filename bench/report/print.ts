/** Tables as text: in columns for the terminal, and as Markdown. */
import type { Machine, Results } from './results.ts';
import { type TextTable, tablesOf } from './tables.ts';

/** All that was measured, for the terminal. */
export function textOf(results: Results): string {
  return [machineLine(results.machine), ...tablesOf(results).map(asText), remarks(results).join('\n')].join('\n\n');
}

/** The same as part of a page. @param picture path of the picture, from the page */
export function markdownOf(results: Results, picture: string): string {
  return [
    `${machineLine(results.machine)}.`,
    `![How many times as fast as the others the loader is](${picture})`,
    ...tablesOf(results).map(table => `### ${table.title}\n\n${asMarkdown(table)}`),
    remarks(results)
      .map(remark => `- ${remark}`)
      .join('\n'),
  ].join('\n\n');
}

function machineLine({ date, processor, cores, memoryGib, node, postgres }: Machine): string {
  return `${date}, ${cores} cores (${processor}), ${memoryGib} GiB, Node.js ${node}, PostgreSQL ${postgres} on the same machine`;
}

function remarks({ isEqual, leftOut }: Results): string[] {
  return [
    isEqual
      ? 'All contenders of each comparison ended with the same rows.'
      : 'NOT EQUAL: contenders of a comparison ended with different rows.',
    ...leftOut.map(why => `${why}.`),
  ];
}

function asText({ title, headings, rows, words }: TextTable): string {
  const widths = headings.map((heading, at) => Math.max(heading.length, ...rows.map(row => row[at]?.length ?? 0)));
  const lines = [headings, ...rows].map(cells =>
    cells
      .map((cell, at) => (at < words ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...lines].join('\n');
}

function asMarkdown({ headings, rows, words }: TextTable): string {
  const rule = headings.map((_, at) => (at < words ? '---' : '---:'));
  return [headings, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
