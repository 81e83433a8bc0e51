/** However a file is cut into runs, and wherever it starts over, its table ends as by one load of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bigint, text } from '../../../../domain/columns/index.ts';
import { defineTable, from } from '../../../../domain/table/index.ts';
import type { Table } from '../../../../domain/table/table.ts';
import { loadRows, type PlannedRows, planRows } from '../../../factories/load-rows.ts';
import type { FileRow } from '../../../factories/map-rows.ts';
import { PROPERTY_TIMEOUT, propertySettings } from '../../../properties/support/settings.ts';
import { useTables } from '../table-shop.ts';
import { loadRuns, opened } from './in-part.ts';

const columns = { id: from('ID', bigint()), name: from('NAME', text()), note: from('NOTE', text()) };
const key = ['id'] as const;
/** Each table twice: for the file in part, and for the whole of it. */
const PAIRS = {
  'rows that are deleted': [
    defineTable({ source: 'A.PART', target: 'shop.a_part', key, columns }),
    defineTable({ source: 'A.WHOLE', target: 'shop.a_whole', key, columns }),
  ],
  'columns that are kept': [
    defineTable({ source: 'B.PART', target: 'shop.b_part', key, columns, keepOnNull: true }),
    defineTable({ source: 'B.WHOLE', target: 'shop.b_whole', key, columns, keepOnNull: true }),
  ],
  'rows that are marked': [
    defineTable({ source: 'C.PART', target: 'shop.c_part', key, columns, onDelete: 'mark' }),
    defineTable({ source: 'C.WHOLE', target: 'shop.c_whole', key, columns, onDelete: 'mark' }),
  ],
} as const;
const ALL = Object.values(PAIRS).flat();
/** `mine` is a column of the target's own, which no mapping knows. */
const MINE = ALL.map(
  ({ target }) =>
    `create table shop.${target.table} (id bigint primary key, name text, note text, mine text default 'new')`,
);
const shop = useTables(ALL, `create schema shop; ${MINE.join('; ')}`);

const T1 = 1_000_000_000_000_000n;
const T2 = T1 + 1_000_000n;

interface Story {
  readonly rows: readonly FileRow[];
  /** Rows behind which a run ends, besides the last one. */
  readonly cuts: readonly number[];
  /** The same under the mapping of yesterday, of which so many runs are committed. */
  readonly cutsBefore: readonly number[];
  readonly runsBefore: number;
}

const ID = fc.constantFrom('1', '2', '3');
const CELL = fc.constantFrom(null, 'a', 'b');
const ROW: fc.Arbitrary<FileRow> = fc.record({
  Op: fc.constantFrom('I', 'U', 'U', 'U', 'D'),
  ID,
  BI_ID: fc.option(ID, { freq: 2 }),
  NAME: CELL,
  NOTE: CELL,
});
const CUTS = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 4 });
const ROWS = fc.array(ROW, { minLength: 1, maxLength: 8 }).map(rows => rows.map(asOp));
const STORY: fc.Arbitrary<Story> = fc.record({
  rows: ROWS,
  cuts: CUTS,
  cutsBefore: fc.constant([]),
  runsBefore: fc.constant(0),
});
/** Where a row came from is gone when it is moved again, and with it what no change says of it: keys stay. */
const STAYING = ROWS.map(rows => rows.map(row => ({ ...row, BI_ID: null })));
const AGAIN: fc.Arbitrary<Story> = fc.record({
  rows: STAYING,
  cuts: CUTS,
  cutsBefore: CUTS,
  runsBefore: fc.nat(4),
});

function asOp(row: FileRow): FileRow {
  return row['Op'] === 'U' ? row : { ...row, BI_ID: null, ...(row['Op'] === 'D' ? { NAME: null, NOTE: null } : {}) };
}

/** What the mapping of yesterday made of names; of those, none may be left. */
function asYesterday(row: FileRow): FileRow {
  return { ...row, NAME: row['NAME'] === null ? null : `yesterday's ${String(row['NAME'])}` };
}

function endsOf(cuts: readonly number[], { rows }: Story): readonly number[] {
  const within = cuts.filter(cut => cut < rows.length).toSorted((one, other) => one - other);
  return [...within, rows.length].map(cut => cut + 1);
}

let stories = 0;

/** What a story leaves, told in runs, and what it leaves in one go. */
async function endsOfStory(
  pair: readonly [Table, Table],
  story: Story,
): Promise<{ found: unknown; expected: unknown }> {
  const [part, whole] = pair;
  stories += 1;
  for (const table of pair) {
    await shop.sql.query(`truncate shop.${table.target.table}, dms_loader.shop__${table.target.table}__tombstone`);
    const rows = ['1', '2'].map(id => ({ ID: id, NAME: 'before', NOTE: 'before' }));
    await loadRows(shop.database, table, { key: `before ${stories} ${table.target.table}`, writtenAtMicros: T1, rows });
    await shop.sql.query(`update shop.${table.target.table} set mine = 'kept ' || id`);
  }
  const of = (fingerprint: string, rows: readonly FileRow[]): PlannedRows =>
    planRows({ ...part, fingerprint }, { key: `part ${stories}`, writtenAtMicros: T2, rows });
  const file = of('today', story.rows);
  const before = endsOf(story.cutsBefore, story).slice(0, -1).slice(0, story.runsBefore);
  if (before.length > 0) {
    const old = of('yesterday', story.rows.map(asYesterday));
    await loadRuns(shop.database, old, { partial: await opened(shop.database, old), ends: before });
  }
  const partial = await opened(shop.database, file);
  const last = await loadRuns(shop.database, file, { partial, ends: endsOf(story.cuts, story) });
  await loadRows(shop.database, whole, { key: `whole ${stories}`, writtenAtMicros: T2, rows: story.rows });
  const read = 'kind' in last && 'total' in last ? last.total?.read : undefined;
  return {
    found: { kind: last.kind, read, restarts: partial.restarts, ...(await leftIn(part)) },
    expected: {
      kind: 'loaded',
      read: story.rows.length,
      restarts: before.length > 0 ? 1 : 0,
      ...(await leftIn(whole)),
    },
  };
}

/** A tombstone below a row that is newer says nothing. */
async function leftIn({ target, onDelete }: Table): Promise<Record<'rows' | 'tombstones', unknown>> {
  const mark = onDelete === 'mark' ? ', _dms_deleted' : '';
  return {
    rows: await shop.rows(
      `select id::int, name, note, mine, _dms_row::int, _dms_written_at::text${mark} from shop.${target.table} order by 1`,
    ),
    tombstones: await shop.rows(
      `select id::int, _dms_row::int, _dms_written_at::text from dms_loader.shop__${target.table}__tombstone d where not exists (
        select from shop.${target.table} t where t.id = d.id and (t._dms_written_at, t._dms_row) > (d._dms_written_at, d._dms_row)
      ) order by 1`,
    ),
  };
}

describe.each(Object.entries(PAIRS))('files of changes, with %s', (_, pair) => {
  test('P1: P10: 60 of them in runs leave what they leave in one load', PROPERTY_TIMEOUT, async () => {
    await fc.assert(
      fc.asyncProperty(STORY, async story => {
        const { found, expected } = await endsOfStory(pair, story);
        expect(found).toEqual(expected);
      }),
      propertySettings(60),
    );
  });

  test('P1: 60 of them that start over leave what they leave in one load', PROPERTY_TIMEOUT, async () => {
    await fc.assert(
      fc.asyncProperty(AGAIN, async story => {
        const { found, expected } = await endsOfStory(pair, story);
        expect(found).toEqual(expected);
      }),
      propertySettings(60),
    );
  });
});
