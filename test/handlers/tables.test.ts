import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRoutes } from '../../handlers/tables.ts';
import { runCli } from './run-cli.ts';

const DOMAIN = fileURLToPath(new URL('../../domain', import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dms-loader-tables-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function moduleOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const MAPPING = `
import { defineSource, defineTable, from } from '${DOMAIN}/table/index.ts';
import { bigint } from '${DOMAIN}/columns/index.ts';
const table = defineTable({ source: 'SHOP.ITEM', target: 'shop.item', key: ['id'], columns: { id: from('ID', bigint()) } });
`;

describe('the tables in force', () => {
  it('are those of the checkout', async () => {
    expect([...(await loadRoutes(undefined)).tables.values()].map(({ target }) => target.table)).toContain(
      'test_product',
    );
  });

  it('are those of a module that lies outside the checkout, sources too', async () => {
    const path = await moduleOf(
      'good.ts',
      `${MAPPING} export default [table, defineSource({ name: 's', prefix: 'dms' })];`,
    );
    const routes = await loadRoutes(path);
    expect([...routes.tables.values()].map(({ target }) => target.table)).toEqual(['item']);
    expect(routes.sources.map(({ name }) => name)).toEqual(['s']);
  });

  it.each([
    ['has no default export', 'no-default.ts', 'export const table = 1;', 'has no array as its default export'],
    ['exports no array', 'no-array.ts', 'export default {};', 'has no array as its default export'],
    ['exports an empty array', 'empty.ts', 'export default [];', 'exports no table'],
    [
      'exports something else',
      'literal.ts',
      "export default [{ source: 'A.B' }];",
      'position 1 that was not made by defineTable',
    ],
    ['imports what is not there', 'lost.ts', "import './absent.ts'; export default [];", 'cannot be imported'],
    ['is no JavaScript', 'broken.ts', 'export default [', 'cannot be imported'],
  ])('are refused when the module %s', async (_case, name, text, words) => {
    const path = await moduleOf(name, text);
    await expect(loadRoutes(path)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(loadRoutes(path)).rejects.toThrow(words);
  });

  it('name their module, for files of tables that it does not map', async () => {
    const path = await moduleOf('named.ts', `${MAPPING} export default [table];`);
    expect((await loadRoutes(path)).module).toBe(path);
    expect((await loadRoutes(undefined)).module).toBeUndefined();
  });

  it('are refused when the module is not there', async () => {
    await expect(loadRoutes(join(folder, 'absent.ts'))).rejects.toThrow('is not there; give the path of the module');
  });

  it('say what a module outside the checkout imports from, when it imports what is not there', async () => {
    const path = await moduleOf('stray.ts', "import { from } from '../table/index.ts'; export default [from];");
    // In a process of its own: what imports for the test runner has other words for it.
    const { stderr } = await runCli(['migrate', '--print'], { LOADER_TABLES: path });
    expect(stderr).toContain("imports from the checkout's own path (docs/add-a-table.md, section 6)");
  });

  it('are refused when a mapping is wrong, with the mapping’s own words', async () => {
    const path = await moduleOf('wrong.ts', `${MAPPING.replace("key: ['id']", "key: ['no']")} export default [table];`);
    await expect(loadRoutes(path)).rejects.toMatchObject({ code: 'MAPPING_INVALID' });
  });
});
