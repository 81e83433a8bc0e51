/** The last part of docs/schema-drift.md: unknown columns that are kept in one jsonb. */
import { expect, it } from 'vitest';
import { bigint, text } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { type FileColumns, useDriftBench } from './drift-file.ts';

const ITEM = defineTable({
  source: 'SHOP.ITEM',
  target: 'shop.item',
  key: ['id'],
  columns: { id: from('ID', bigint()), name: from('NAME', text()) },
  contract: 'rescue',
});

const bench = useDriftBench();
const EXTRA = 'select id::text, name, _dms_extra::text as extra from shop.item order by shop.item.id';

it('fact 17: P4: keeps values of every kind as JSON, with all their digits', async () => {
  await bench.begin(ITEM);
  const file: FileColumns = {
    Op: ['text', 'I', 'I'],
    ID: ['int64', 1n, 2n],
    NAME: ['text', 'a', 'b'],
    T: ['text', 'say "hi"\\\n', null],
    I: ['int64', 9_007_199_254_740_993n, -1n],
    D: ['decimal15x4', 12_300n, -1n],
    F: ['double', 0.1, Number.NaN],
    B: ['boolean', true, false],
    RAW: ['bytes', Uint8Array.of(0, 255), null],
    AT: ['timestamp', 1_709_211_900_500_000n, null],
  };
  expect(await bench.load(file)).toMatchObject({ outcome: 'loaded', counts: { applied: 2 } });
  const extras = (await bench.query(EXTRA)) as { extra: string }[];
  expect(extras.map(({ extra }) => extra)).toEqual([
    '{"B": true, "D": 1.2300, "F": 0.1, "I": 9007199254740993, "T": "say \\"hi\\"\\\\\\n", "AT": "2024-02-29T13:05:00.5", "RAW": "\\\\x00ff"}',
    '{"B": false, "D": -0.0001, "F": "NaN", "I": -1, "T": null, "AT": null, "RAW": null}',
  ]);
});

it.each([
  ['small', 1, 'cdc'],
  ['staged', 600, 'cdc'],
  ['direct', 600, 'load'],
] as const)(
  'fact 17: keeps what a %s load brings; a file without unknown columns leaves it alone',
  async (_, count, kind) => {
    await bench.begin(ITEM);
    const ids = Array.from({ length: count }, (_row, index) => BigInt(index + 1));
    const each = (value: unknown) => ids.map(() => value);
    const op = kind === 'cdc' ? { Op: ['text', ...each('I')] as const } : {};
    const known = { ...op, ID: ['int64', ...ids], NAME: ['text', ...each('a')] } as const;
    expect(await bench.load({ ...known, COLOR: ['text', ...each('red')] }, kind)).toMatchObject({
      outcome: 'loaded',
      counts: { applied: count },
    });
    await bench.load({ ...known, NAME: ['text', ...each('b')] }, kind);
    const found = 'select name, _dms_extra as extra, count(*)::int as rows from shop.item group by 1, 2';
    expect(await bench.query(found)).toEqual([{ name: 'b', extra: { COLOR: 'red' }, rows: count }]);
  },
);

it('fact 17: what a later file knows nothing of replaces what an earlier one did', async () => {
  await bench.begin(ITEM);
  const known = { Op: ['text', 'U'], ID: ['int64', 1n], NAME: ['text', 'a'] } as const;
  await bench.load({ ...known, COLOR: ['text', 'red'] });
  await bench.load({ ...known, SIZE: ['int32', 5] });
  expect(await bench.query(EXTRA)).toEqual([{ id: '1', name: 'a', extra: '{"SIZE": 5}' }]);
});

it('fact 17: P7: a text with U+0000 is a fault of its cell, by its own column', async () => {
  await bench.begin(ITEM);
  const { error } = await bench.load({
    Op: ['text', 'I'],
    ID: ['int64', 1n],
    NAME: ['text', 'a'],
    COLOR: ['text', 'a\0b'],
  });
  expect(error?.code).toBe('ROW_BAD');
  expect(error?.message).toContain('row 1, column COLOR: "a\\u0000b" has a NUL character');
});

it('fact 17: a target of another contract is asked to be migrated, which adds what keeps the values', async () => {
  await bench.begin({ ...ITEM, contract: undefined });
  const loader = bench.loader();
  const routes = { ...loader.routes, tables: new Map([...loader.routes.tables.keys()].map(key => [key, ITEM])) };
  bench.put({ Op: ['text', 'I'], ID: ['int64', 1n], NAME: ['text', 'a'], COLOR: ['text', 'red'] });
  const { error } = await bench.again({ ...loader, routes });
  expect(error?.code).toBe('TARGET_NOT_MIGRATED');
  expect(error?.message).toMatch(/\(_dms_extra\); run: `dms-loader migrate`$/u);
});
