/** The page of the figures: what stands between its marks is made here, the rest is written by people. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pictureOf } from './picture.ts';
import { markdownOf } from './print.ts';
import type { Results } from './results.ts';

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const PICTURE = 'performance.svg';

const BEGIN = '<!-- figures: made by `npm run bench -- --write-docs`, not by hand -->';
const END = '<!-- end of figures -->';

/** Writes the figures and the picture of docs/performance.md. */
export function writePage(results: Results): void {
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(PAGE, withFigures(page, markdownOf(results, PICTURE)));
  writeFileSync(fileURLToPath(new URL(`../../docs/${PICTURE}`, import.meta.url)), pictureOf(results.lines));
}

/** @throws Error for a page without its marks */
export function withFigures(page: string, figures: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new Error(`the page needs a line \`${BEGIN}\`, and behind it a line \`${END}\``);
  }
  return `${page.slice(0, begin + BEGIN.length)}\n\n${figures}\n\n${page.slice(end)}`;
}
