import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { useTestDatabase } from '../stack/test-database.ts';
import { runCli } from './run-cli.ts';

const database = useTestDatabase();
const MILLISECONDS = /\(\d+ ms\)/u;
const COMMANDS = /^npx dms-loader (?<args>(?:migrate|load test\/golden\/).*)$/gmu;
const SHOWN = /^```text\n(?<shown>ledger: [^`]*)```$/mu;

it('the first commands of the README print what it shows, over an empty database', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const printed: string[] = [];
  for (const { groups } of readme.matchAll(COMMANDS)) {
    const { stderr, stdout } = await runCli((groups?.['args'] ?? '').split(' '), { DATABASE_URL: database.url });
    printed.push(stderr, stdout);
  }
  const shown = SHOWN.exec(readme)?.groups?.['shown'];
  expect(printed.join('').replace(MILLISECONDS, '')).toBe(shown?.replace(MILLISECONDS, ''));
});
