import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CODES } from '../../domain/errors.ts';
import { COMMANDS } from '../../handlers/cli/commands/index.ts';
import { pages } from './pages.ts';

const ROOT = new URL('../../', import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

it.each(Object.entries(pages()))('%s is what the code says: else run `npm run docs`', (path, text) => {
  expect(read(path)).toBe(text);
});

it('explains every error by its code, and no other', () => {
  const explained = [...read('docs/errors.md').matchAll(/^### (\w+)$/gmu)].map(([, code]) => code);
  expect(explained.toSorted()).toEqual([...CODES].toSorted());
});

it('has every command', () => {
  const told = [...read('docs/cli.md').matchAll(/^## dms-loader (.+)$/gmu)].map(([, name]) => name);
  expect(told.toSorted()).toEqual(COMMANDS.map(({ name }) => name).toSorted());
});

it('names no command anywhere that there is not', () => {
  const files = [
    'README.md',
    'LIMITATIONS.md',
    ...globSync('{docs/**/*.md,domain/**/*.ts,pipeline/**/*.ts,adapters/**/*.ts}', { cwd: ROOT }),
  ];
  const names = COMMANDS.map(({ name }) => name);
  const firsts = new Set(names.map(name => name.split(' ')[0]));
  const unknown = files.flatMap(file =>
    [...read(file).matchAll(/(?:npx |`)dms-loader (?<word>[a-z-]+)/gu)]
      .map(({ groups }) => groups?.['word'] ?? '')
      .filter(word => !(firsts.has(word) || word === 'help'))
      .map(word => `${file}: ${word}`),
  );
  expect(unknown).toEqual([]);
});
