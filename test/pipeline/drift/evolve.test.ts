/** The second part of docs/schema-drift.md: columns that files bring along. */
import { describe, expect, it } from 'vitest';
import { connectDatabase } from '../../../adapters/postgres/database.ts';
import { bigint, text } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { type FileColumns, useDriftBench } from './drift-file.ts';

const ITEM = defineTable({
  source: 'SHOP.ITEM',
  target: 'shop.item',
  key: ['id'],
  columns: { id: from('ID', bigint()), name: from('NAME', text()) },
  contract: 'evolve',
});

const bench = useDriftBench();

/** So many rows with the key from 1 on, each with the same further cells. */
function rows(count: number, cells: Readonly<Record<string, readonly [FileColumns[string][0], unknown]>>): FileColumns {
  const ids = Array.from({ length: count }, (_, index) => BigInt(index + 1));
  const more = Object.entries(cells).map(([name, [kind, value]]) => [name, [kind, ...ids.map(() => value)]]);
  return { ID: ['int64', ...ids], ...Object.fromEntries(more) } as FileColumns;
}

const changed = (cells: Parameters<typeof rows>[1], count = 1) => rows(count, { Op: ['text', 'U'], ...cells });

const COLUMNS = `select attname || ' ' || format_type(atttypid, atttypmod) as column from pg_attribute
  where attrelid = 'shop.item'::regclass and attnum > 0 and not attisdropped and attname !~ '^_dms_' order by attnum`;
const AUDIT = `select actor, target_schema || '.' || target_table as target, detail from dms_loader.operator_action
  where action = 'evolve' order by operator_action_id`;

async function targetColumns(): Promise<unknown[]> {
  return ((await bench.query(COLUMNS)) as { column: string }[]).map(({ column }) => column);
}

describe('a new column', () => {
  // 500 rows are the most that go as parameters.
  it.each([
    ['small', 1, 'cdc'],
    ['staged', 600, 'cdc'],
    ['direct', 600, 'load'],
  ] as const)(
    'fact 17: is added and filled by a %s load, and left alone by a file that lacks it',
    async (_, count, kind) => {
      await bench.begin(ITEM);
      const op = kind === 'cdc' ? { Op: ['text', 'I'] as const } : {};
      const first = await bench.load(rows(count, { ...op, NAME: ['text', 'a'], SIZE: ['int32', 5] }), kind);
      expect(first).toMatchObject({ outcome: 'loaded', counts: { read: count, applied: count } });
      expect(first.notes).toEqual(['shop.item gets columns that the mapping does not know: size integer']);
      expect(await targetColumns()).toEqual(['id bigint', 'name text', 'size integer']);
      const second = await bench.load(rows(count, { ...op, NAME: ['text', 'b'] }), kind);
      expect(second).toMatchObject({ outcome: 'loaded', counts: { applied: count }, notes: [] });
      expect(
        await bench.query('select distinct name, size, count(*)::int as rows from shop.item group by 1, 2'),
      ).toEqual([{ name: 'b', size: 5, rows: count }]);
    },
  );

  it('fact 17: P4: of every kind arrives as it was written', async () => {
    await bench.begin(ITEM);
    await bench.load(
      changed({
        T: ['text', ' x '],
        I: ['int64', 9_007_199_254_740_993n],
        D: ['decimal15x4', -12_345n],
        F: ['double', 0.1],
        B: ['boolean', true],
        RAW: ['bytes', Uint8Array.of(0, 255)],
        DAY: ['date', 19_782],
        CLOCK: ['time', 47_100_500_000n],
        AT: ['timestamp', 1_709_211_900_000_001n],
      }),
    );
    expect(
      await bench.query(
        'select t, i::text, d::text, f, b, raw::text, day::text, clock::text, "at"::text from shop.item',
      ),
    ).toEqual([
      {
        t: ' x ',
        i: '9007199254740993',
        d: '-1.2345',
        f: 0.1,
        b: true,
        raw: '\\x00ff',
        day: '2024-02-29',
        clock: '13:05:00.5',
        at: '2024-02-29 13:05:00.000001',
      },
    ]);
  });

  it('fact 17: P12: is written down once, with the object that brought it', async () => {
    await bench.begin(ITEM);
    const { identity } = await bench.load(changed({ COLOR: ['text', 'red'], SIZE: ['int32', 1] }));
    await bench.load(changed({ COLOR: ['text', 'blue'], SIZE: ['int32', 2] }));
    const columns = [
      { name: 'color', type: 'text' },
      { name: 'size', type: 'integer' },
    ];
    expect(await bench.query(AUDIT)).toEqual([
      { actor: 'loader', target: 'shop.item', detail: { object: `s3://landing/${identity.key}`, columns } },
    ]);
  });

  it('fact 17: of the quoted kind is a name like any other: it cannot reach SQL', async () => {
    await bench.begin(ITEM);
    const name = 'x"; drop table shop.item; --';
    expect(await bench.load(changed({ [name]: ['text', 'y'] }))).toMatchObject({ outcome: 'loaded' });
    expect(await targetColumns()).toEqual(['id bigint', 'name text', `${name} text`]);
  });

  it('fact 17: P8: is there when a file is refused for a row, and does not keep the refusal from standing', async () => {
    await bench.begin(ITEM);
    const { error } = await bench.load(changed({ COLOR: ['text', 'a\0b'] }));
    expect(error?.code).toBe('ROW_BAD');
    expect(error?.message).toMatch(
      /has a NUL character, which PostgreSQL text cannot hold; clean the source, or declare text/u,
    );
    expect((await bench.again()).error?.message).toContain('refused again without being read');
  });
});

describe('a column that was added before', () => {
  async function loadAfter(first: Parameters<typeof rows>[1], second: Parameters<typeof rows>[1]) {
    await bench.begin(ITEM);
    await bench.load(changed(first));
    return await bench.load(changed(second));
  }

  it.each([
    ['its type is widened, and the values fit', 'int64', 7n, '7'],
    ['its type is narrowed', 'int16', 7, '7'],
    ['a number becomes text that reads as one', 'text', ' 7', '7'],
  ] as const)('fact 17: loads when %s', async (_, kind, value, written) => {
    expect(await loadAfter({ SIZE: ['int32', 5] }, { SIZE: [kind, value] })).toMatchObject({
      outcome: 'loaded',
      notes: ['NAME is not in the file, so shop.item.name is left alone.'],
    });
    expect(await bench.query('select size::text from shop.item')).toEqual([{ size: written }]);
  });

  it('fact 17: loads as canonical text when it is text in the target', async () => {
    await loadAfter({ SIZE: ['text', 'S'] }, { SIZE: ['decimal9x2', 150n] });
    expect(await bench.query('select size from shop.item')).toEqual([{ size: '1.50' }]);
  });

  it.each([
    ['int32', 5, 'int64', 2n ** 40n, 'bigint', '1099511627776'],
    ['int32', 5, 'decimal9x2', 150n, 'numeric', '1.50'],
    ['int32', 5, 'text', 'S', 'text', 'S'],
    ['decimal9x2', 150n, 'decimal15x4', 12_345n, 'numeric', '1.2345'],
    ['double', 0.1 + 0.2, 'int64', 2n ** 53n + 1n, 'numeric', '9007199254740993'],
    ['double', 0.5, 'text', 'S', 'text', 'S'],
    ['decimal9x2', 150n, 'double', Number.NaN, 'text', 'NaN'],
    ['date', 19_782, 'timestamp', 1_709_211_900_000_001n, 'timestamp', '2024-02-29 13:05:00.000001'],
    ['boolean', true, 'text', 'S', 'text', 'S'],
    ['text', 'S', 'bytes', Uint8Array.of(1), 'bytea', '\\x01'],
  ] as const)(
    'fact 17: from %s %s on does not take %s %s, until the SQL of its remedy made it %s',
    async (...given) => {
      const [before, held, after, value, type, written] = given;
      const refused = await loadAfter({ SIZE: [before, held] }, { SIZE: [after, value] });
      expect(refused.outcome).toBe('rejected');
      const [, remedy = ''] = /; run: (?<sql>alter table [^;]+?)(?:;|$)/u.exec(refused.error?.message ?? '') ?? [];
      expect(remedy).toContain(`alter table "shop"."item" alter column "size" type ${type}`);
      const [kept] = await bench.query('select size::text from shop.item');
      await bench.query(remedy);
      if (type !== 'bytea') {
        expect(await bench.query('select size::text from shop.item')).toMatchObject(
          type === 'timestamp' ? [{ size: '2024-02-29 00:00:00' }] : [kept],
        );
      }
      const database = connectDatabase({ url: bench.url });
      expect(await bench.again({ ...bench.loader(), database })).toMatchObject({ outcome: 'loaded' });
      await database.close();
      expect(await bench.query('select size::text from shop.item')).toEqual([{ size: written }]);
    },
  );

  it('fact 17: by its owner, of a type that only a mapping fills, is refused by name', async () => {
    await bench.begin(ITEM);
    await bench.query('alter table shop.item add column color varchar(5)');
    const { error } = await bench.load(changed({ COLOR: ['text', 'red  '] }));
    expect(error?.code).toBe('COLUMN_TYPE');
    expect(error?.message).toContain('column COLOR: goes to "shop"."item"."color", which is character varying(5)');
  });
});
