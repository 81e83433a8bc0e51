/** Keys and cells that were written to do harm: stored byte for byte, or refused by name; nothing else changes. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import { makeLog } from '../../adapters/telemetry/log.ts';
import { consumeMessage } from '../../pipeline/consume-message.ts';
import type { Loader } from '../../pipeline/loader.ts';
import { type MemoryStore, memoryStore } from '../doubles/store.ts';
import { changesKey, paddingRows, productFile } from '../factories/dms-files.ts';
import { announced, announcement, messageOf } from './support/messages.ts';
import { productLoader, useProducts } from './support/products.ts';
import { SIZES } from './support/staged-and-small.ts';

const products = useProducts();
let database: PostgresDatabase;
let store: MemoryStore;
let loader: Loader;
let lines: string[];
let before: unknown;

beforeAll(() => {
  database = products.connect();
});
beforeEach(async () => {
  await products.empty();
  store = memoryStore();
  lines = [];
  loader = { ...productLoader(database, store), log: makeLog({ level: 'debug', write: line => lines.push(line) }) };
  before = await catalogue();
});

/** Everything that SQL smuggled in could make, drop, alter or grant. Temporary tables come and go. */
async function catalogue(): Promise<unknown> {
  const { rows } = await products.sql.query(`select json_build_object(
    'relations', (select json_agg(json_build_array(n.nspname, c.relname, c.relkind, c.relacl::text, c.relnatts) order by n.nspname, c.relname)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname !~ '^pg_(toast_)?temp_|^pg_toast'),
    'columns', (select json_agg(json_build_array(attrelid::regclass::text, attname, atttypid, atttypmod, attnotnull) order by attrelid::regclass::text, attnum)
      from pg_attribute where attnum > 0 and attrelid::regclass::text ~ '^(dms_loader|dmstest)[.]'),
    'functions', (select count(*) from pg_proc), 'roles', (select json_agg(r.*::text order by rolname) from pg_roles r),
    'schemas', (select json_agg(nspname order by nspname) from pg_namespace where nspname !~ 'temp'),
    'settings', (select json_agg(s.*::text) from pg_db_role_setting s)) as everything`);
  return rows[0];
}

/** Lines that break out of their line, speak to a terminal, or are no entry. */
function strangeLines(): string[] {
  return lines.filter(line => /[\p{Cc}\u2028\u2029]/u.test(line) || !('event' in JSON.parse(line)));
}

async function consume(body: string): Promise<{ outcome: string; codes: string[]; text: string }> {
  const { outcome, errors } = await consumeMessage(messageOf(body), Date.now() + 60_000, loader);
  return { outcome, codes: errors.map(({ code }) => code), text: errors.map(({ message }) => message).join('\n') };
}

const keysInLedger = async (): Promise<string[]> =>
  (await products.sql.query('select object_key from dms_loader.object_load')).rows.map(row => row.object_key);

const FILE = changesKey('20260131100000000');

test.each([
  ['climbing folders', `../../etc/%2F..%2F/${FILE}`],
  ['encoded slashes that stay encoded', `a%2F..%2Fb/${FILE}`],
  ['SQL in quotes', `x'); drop table dmstest.test_product; --/${FILE}`],
  ['dollar quotes and a backslash', `$$; drop schema dms_loader cascade; $$\\'/${FILE}`],
  ['line breaks that forge a log entry', `\n{"level":"info","event":"object"}\r\n/${FILE}`],
  ['commands to a terminal', `\u001b[2J\u001b]0;owned\u0007/\u202e/${FILE}`],
  ['1,024 bytes', `${'가'.repeat((1024 - FILE.length - 1) / 3)}${'x'.repeat((1024 - FILE.length - 1) % 3)}/${FILE}`],
  ['placeholders and format signs', `$1 %s %n {0} \${process.env.DATABASE_URL}/${FILE}`],
  ['the name of a property of every object', `__proto__/constructor/${FILE}`],
])('P11: a key with %s is loaded and stands in the ledger byte for byte', async (_, key) => {
  store.put(key, productFile([{ op: 'I', id: 1n, name: 'one' }]));
  expect(await consume(announcement(store, key))).toEqual({ outcome: 'loaded', codes: [], text: '' });
  expect(await keysInLedger()).toEqual([key]);
  expect(store.opened).toEqual([key]);
  expect(strangeLines()).toEqual([]);
  expect(await catalogue()).toEqual(before);
});

test.each([
  ['a NUL', `a\0/${FILE}`, 'KEY_UNREADABLE'],
  ['1,025 bytes', `${'x'.repeat(1024 - FILE.length)}/${FILE}`, 'KEY_UNREADABLE'],
  ['a table that is SQL', `dmstest/"; drop table x; --/20260131-100000000.parquet`, 'TABLE_NOT_MAPPED'],
  [
    'folders that climb to another table',
    'dmstest/test_product/../../etc/passwd/../LOAD1.parquet.gz',
    'FORMAT_UNSUPPORTED',
  ],
])('P11: a key with %s is refused by name', async (_, key, code) => {
  const ending = await consume(announced(key, {}));
  expect(ending).toMatchObject({ outcome: 'rejected', codes: [code] });
  expect(ending.text).not.toMatch(/\n/u);
  expect(store.opened).toEqual([]);
  expect(strangeLines()).toEqual([]);
  expect(await catalogue()).toEqual(before);
});

test('P11: a key with a date that is none is refused by name, though its file is good', async () => {
  const key = changesKey('20260231100000000');
  store.put(key, productFile([{ op: 'I', id: 1n }]));
  expect(await consume(announcement(store, key))).toMatchObject({ outcome: 'rejected', codes: ['KEY_TIME_INVALID'] });
  expect((await products.sql.query('select from dmstest.test_product')).rowCount).toBe(0);
});

const CELLS = [
  `'; drop table dmstest.test_product; --`,
  '$1, $2); delete from dms_loader.object_load; --',
  '\\.\n\\.\r\n',
  '\\N',
  '\\x41\\101\\t\\\\',
  '"quoted","""twice""",{a,b},{NULL}',
  '\u001b[31mred\u001b[0m\u0007\b\u007f',
  '\u202eright to left\u2066 and \u2028 line\u2029s',
  'NULL',
  '',
  ' \t\n\v\f\r ',
  '\ufeff\ufffe\uffff \u{10ffff} 👩‍👩‍👧‍👦 e\u0301',
  '%s%n{{}}<script>',
  'x'.repeat(200_000),
];

test.each(SIZES)('P11: hostile cells are stored byte for byte by a $size load', async ({ padding }) => {
  const rows = CELLS.map((name, index) => ({ op: 'I', id: BigInt(index), name, description: name }));
  store.put(FILE, productFile([...rows, ...paddingRows(padding, 1000n, 'I')]));
  expect(await consume(announcement(store, FILE))).toMatchObject({ outcome: 'loaded' });
  const stored = `select encode(convert_to(product_name, 'UTF8'), 'hex') as name, description = product_name as same
    from dmstest.test_product where product_id < 1000 order by product_id`;
  const { rows: found } = await products.sql.query(stored);
  expect(found).toEqual(CELLS.map(cell => ({ name: Buffer.from(cell).toString('hex'), same: true })));
  expect(strangeLines()).toEqual([]);
  expect(await catalogue()).toEqual(before);
});

test.each([
  ['a date', { date: `20260131'; drop table x; --` }, 'REG_DATE'],
  ['an amount', { price: '1e999999999' }, 'PRICE'],
  ['an amount of a million digits', { price: '9'.repeat(1_000_000) }, 'PRICE'],
  ['Y or N', { active: '\u001b[2J\n{"event":"forged"}' }, 'IS_ACTIVE'],
  ['a list', { tags: '"never closed' }, 'TAGS'],
  ['the operation', { op: 'I; drop table x' }, 'Op'],
  ['text with a NUL', { name: 'a\0b' }, 'PRODUCT_NAME'],
])('P11: a hostile cell where %s belongs is refused in one short line', async (_, cell, column) => {
  store.put(
    FILE,
    productFile([
      { op: 'I', id: 1n, name: 'good' },
      { op: 'I', id: 2n, ...cell },
    ]),
  );
  const { outcome, codes, text } = await consume(announcement(store, FILE));
  expect({ outcome, codes }).toEqual({ outcome: 'rejected', codes: ['ROW_BAD'] });
  expect(text).toContain(`row 2, column ${column}`);
  expect(text.length).toBeLessThan(1000);
  expect(strangeLines()).toEqual([]);
  expect((await products.sql.query('select from dmstest.test_product')).rowCount).toBe(0);
  expect(await catalogue()).toEqual(before);
});
