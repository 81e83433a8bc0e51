import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CSV_LIMITS, type CsvLimits } from '../../../adapters/csv/limits.ts';
import { makeTransactionReader } from '../../../adapters/csv/transactions.ts';
import { LoaderError } from '../../../domain/errors.ts';
import { makeRoutes } from '../../../domain/object/route.ts';
import { routeRow } from '../../../domain/object/route-row.ts';
import type { TransactionPart } from '../../../domain/ports/transactions.ts';
import { type CsvSettings, DEFAULT_CSV } from '../../../domain/table/csv-settings.ts';
import { DEFAULT_SOURCE } from '../../../domain/table/source.ts';
import type { Table } from '../../../domain/table/table.ts';
import { storedBytes } from '../../doubles/bytes.ts';
import { ITEM } from '../../factories/changes.ts';
import { all, rowsOf } from './read-csv.ts';

const KEY = 'cdc/CDC_TXN-20260301120000000.csv';

function tableOf(name: string, csvColumns: readonly string[]): Table {
  return { ...ITEM, source: { schema: 'S', table: name }, target: { schema: 's', table: name }, csvColumns };
}

const ROUTES = makeRoutes([tableOf('A', ['ID', 'NAME']), tableOf('B', ['ID', 'X', 'Y'])], []);
const SOURCE = { ...DEFAULT_SOURCE, ignore: ['S.TMP*'] };

interface Way {
  readonly settings?: Partial<CsvSettings>;
  readonly limits?: Partial<CsvLimits>;
}

function read(content: string | Uint8Array, { settings, limits }: Way = {}): AsyncIterable<TransactionPart> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return makeTransactionReader({ ...CSV_LIMITS, ...limits }).read(storedBytes(bytes, KEY).object, {
    settings: { ...DEFAULT_CSV, ...settings },
    route: name => routeRow(name, SOURCE, ROUTES),
  });
}

/** A part as `table: row number [cells], ...`. */
function told(part: TransactionPart): string {
  if (part.kind === 'ignored') {
    return `${part.pattern}: ${part.rowCount}`;
  }
  const rows = rowsOf(part.batch).map((cells, at) => `${part.batch.rowNumbers?.[at]} [${cells.map(String).join()}]`);
  return `${part.table.source.table}: ${rows.join(', ')}`;
}

async function parts(content: string | Uint8Array, way?: Way): Promise<string[]> {
  return (await all(read(content, way))).map(told);
}

async function refusal(content: string | Uint8Array, way?: Way): Promise<LoaderError> {
  const end = await all(read(content, way)).catch((error: unknown) => error);
  if (!(end instanceof LoaderError)) {
    throw new Error('no LoaderError', { cause: end });
  }
  return end;
}

describe('fact 26: a file of transactions', () => {
  it('is parted by table, each row with its number in the file and without the names', async () => {
    expect(await parts('I,A,S,1,one\nU,B,S,2,x,y\nD,a,s,1,NULL\n')).toEqual([
      'A: 1 [I,1,one], 3 [D,1,null]',
      'B: 2 [U,2,x,y]',
    ]);
  });

  it('names the columns of a row: Op, then those that the mapping lists', async () => {
    const [part] = await all(read('I,B,S,1,x,y\n'));
    expect(part).toMatchObject({ columns: ['Op', 'ID', 'X', 'Y'].map(name => ({ name, type: { kind: 'text' } })) });
  });

  it('has the delimiters, quotes and null text of its source', async () => {
    const settings = { delimiter: '|', rowDelimiter: '\r\n', nullText: '' } as const;
    expect(await parts('I|"A"|S|1|"one|""1"""\r\nI|A|S||\r\n', { settings })).toEqual([
      'A: 1 [I,1,one|"1"], 2 [I,null,null]',
    ]);
    expect(await parts('I,A,S,1,"o\n', { settings: { quoting: 'none' } })).toEqual(['A: 1 [I,1,"o]']);
  });

  it('has no header, whatever the source says of other files', async () => {
    expect(await parts('I,A,S,1,one\n', { settings: { header: true } })).toEqual(['A: 1 [I,1,one]']);
    expect((await refusal('Op,table_name,schema_name,ID,NAME\n')).code).toBe('TABLE_NOT_MAPPED');
  });

  it('may be gzip', async () => {
    expect(await parts(gzipSync('I,A,S,1,one\n'))).toEqual(['A: 1 [I,1,one]']);
  });

  it('P6: tells at its end how many rows were left out, and by which pattern', async () => {
    expect(await parts('I,TMP1,S,1\nI,A,S,1,one\nI,tmp2,s,1,2,3\n')).toEqual(['A: 2 [I,1,one]', 'S.TMP*: 2']);
  });
});

describe('batches of a file of transactions', () => {
  it('P10: end when all tables together have enough rows, so that none is held back for long', async () => {
    const rows = ['A,S,1,a', 'B,S,2,x,y', 'A,S,3,a', 'A,S,4,a', 'A,S,5,a', 'B,S,6,x,y', 'A,S,7,a'];
    expect(await parts(rows.map(row => `I,${row}\n`).join(''), { limits: { batchRows: 3 } })).toEqual([
      'A: 1 [I,1,a], 3 [I,3,a]',
      'B: 2 [I,2,x,y]',
      'A: 4 [I,4,a], 5 [I,5,a]',
      'B: 6 [I,6,x,y]',
      'A: 7 [I,7,a]',
    ]);
  });

  it('P10: end when all tables together have enough text', async () => {
    const long = 'x'.repeat(100);
    const found = await all(
      read(`I,A,S,1,${long}\nI,B,S,2,${long},${long}\n`.repeat(10), { limits: { batchCharacters: 300 } }),
    );
    expect(found.map(part => (part.kind === 'rows' ? part.batch.rowCount : 0))).toEqual(
      Array.from({ length: 20 }, () => 1),
    );
  });

  it('P10: hold no more rows than that, however long the file is, and fetch it as they are used', async () => {
    const rows = Array.from({ length: 30_000 }, (_, at) => `I,${at % 7 === 0 ? 'B,S,1,x' : 'A,S,1'},${at}\n`);
    const bytes = Buffer.from(rows.join(''));
    const { object, reads } = storedBytes(bytes, KEY);
    const limits = { ...CSV_LIMITS, headBytes: 1000, rangeBytes: 10_000, batchRows: 100 };
    const format = {
      settings: DEFAULT_CSV,
      route: (name: { schema: string; table: string }) => routeRow(name, SOURCE, ROUTES),
    };
    let rowCount = 0;
    for await (const part of makeTransactionReader(limits).read(object, format)) {
      const count = part.kind === 'rows' ? part.batch.rowCount : 0;
      rowCount += count;
      expect(count).toBeLessThanOrEqual(100);
      // Behind what was handed out: the rows that are held, and the range that is on its way.
      const used = (rowCount / rows.length) * bytes.length;
      expect(reads.at(-1)?.[1] ?? 0).toBeLessThan(used + 3 * 10_000 + 100 * 20);
    }
    expect(rowCount).toBe(30_000);
  });
});

describe('fact 26: the timestamp column of a file of transactions', () => {
  const settings = { timestampColumn: 'TS' };

  it('stands behind the schema, if the rows of a table have one field more', async () => {
    const content = 'I,A,S,2026-03-01 12:00:00.000000,1,one\n';
    expect(await parts(content, { settings })).toEqual(['A: 1 [I,2026-03-01 12:00:00.000000,1,one]']);
    const [part] = await all(read(content, { settings }));
    expect(part).toMatchObject({ columns: [{ name: 'Op' }, { name: 'TS' }, { name: 'ID' }, { name: 'NAME' }] });
  });

  it('is not there, if they have not', async () => {
    expect(await parts('I,A,S,1,one\n', { settings })).toEqual(['A: 1 [I,1,one]']);
  });

  it.each([
    ['another value stands there', 'I,A,S,1,one,more\n', settings],
    ['the source has none', 'I,A,S,2026-03-01 12:00:00.000000,1,one\n', {}],
    ['some rows of a table have it, and others not', 'I,A,S,1,one\nI,A,S,2026-03-01 12:00:00,1,one\n', settings],
  ])('is not guessed where %s', async (_case, content, given) => {
    const error = await refusal(content, { settings: given });
    expect(error.code).toBe('CSV_CORRUPT');
    expect(error.message).toContain('has 3 fields behind Op, table and schema, but S.A has 2: "ID", "NAME"');
  });
});

describe('a file of transactions is refused by row', () => {
  it.each<[string, string | Uint8Array, string, string]>([
    ['a field less', 'I,A,S,1,one\nI,A,S,2\n', 'CSV_CORRUPT', 'row 2: "I,A,S,2" has 1 fields'],
    ['no names', 'I,A,S,1,one\nI\n', 'CSV_CORRUPT', 'row 2: "I" does not name its table'],
    ['an empty row', 'I,A,S,1,one\n\n', 'CSV_CORRUPT', 'row 2: "" does not name its table'],
    ['another table', 'I,A,S,1,one\nI,C,S,1\n', 'TABLE_NOT_MAPPED', 'row 2: "S.C" is a table without a mapping'],
    ['an open quote', 'I,A,S,1,one\nI,"A,S,1\n', 'CSV_CORRUPT', 'row 2, column table: begins with a quote'],
    ['cut gzip', gzipSync('I,A,S,1,one\n'.repeat(99)).subarray(0, 40), 'CSV_CORRUPT', 'is gzip that ends too early'],
    ['no bytes', '', 'OBJECT_EMPTY', 'is empty'],
    ['gzip of no bytes', gzipSync(''), 'OBJECT_EMPTY', 'is empty'],
  ])('%s', async (_case, content, code, words) => {
    const error = await refusal(content);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.message).toContain(`s3://landing/${KEY}`);
  });
});

describe('P11: hostile names of tables', () => {
  it('are counted, however many they are', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `I,TMP${at},S,1\n`);
    expect(await parts(rows.join(''))).toEqual(['S.TMP*: 20000']);
  });

  it('are not mixed up, wherever schema and table are cut', async () => {
    expect((await refusal('I,A,S,1,one\nI,AS,,1,one\n')).message).toContain(
      'row 2: ".AS" is a table without a mapping',
    );
  });
});
