/** Reader, mapper and encoder, each without a database; the file is on the local disk. */
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { productFile } from '../files/product-file.ts';
import type { Part } from '../report/results.ts';
import { runJson } from '../run-json.ts';

const CHILD = fileURLToPath(new URL('../children/measured-parts.ts', import.meta.url));
const HEAP = '--max-old-space-size=8192';
const MEBIBYTE = 1024 * 1024;

/** As measured-parts.ts names them. */
const PARTS = ['reader', 'reader and mapper', 'encoder'] as const;

export async function measureParts(rows: number, tell: (progress: string) => void): Promise<Part[]> {
  const path = productFile(rows, { number: 1, op: 'I' });
  const measured: Part[] = [];
  for (const part of PARTS) {
    tell(`${part}, ${rows} rows`);
    const args = [HEAP, CHILD, path, part];
    const { seconds } = await runJson<Pick<Part, 'seconds'>>({ file: process.execPath, args });
    measured.push({ part, rows, mebibytes: statSync(path).size / MEBIBYTE, seconds });
  }
  return measured;
}
