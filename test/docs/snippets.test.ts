/** Code that a guide shows is a file of this repository, which is compiled and run. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

const shown = globSync('docs/**/*.md', { cwd: ROOT }).flatMap(guide =>
  [...read(guide).matchAll(/<!-- (?<file>\S+) -->\n```ts\n(?<code>.*?)```/gsu)].map(({ groups }) => ({
    guide,
    file: groups?.['file'] ?? '',
    code: groups?.['code'],
  })),
);

it.each(shown)('$guide shows $file as it is', ({ file, code }) => {
  // In a guide a mapping stands in domain/tables; this one stands in docs, so that nobody loads it.
  const moved = read(file).replaceAll("'../../domain/", "'../").replace('/docs/snippets/', '/domain/tables/');
  expect(code).toBe(moved);
});

it('finds what the guides show, and nothing that they show in passing', () => {
  expect(shown.map(({ file }) => file).toSorted()).toEqual(
    [...globSync('docs/snippets/*.ts', { cwd: ROOT }), 'test/domain/tables/orders-example.test.ts'].toSorted(),
  );
});
