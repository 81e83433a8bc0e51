import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { constantColumn } from '../../../../adapters/postgres/copy/columns.ts';
import { useTestDatabase } from '../../../stack/test-database.ts';
import { CELLS, SQL_TYPES } from './cells.ts';
import { throughCopy, throughUnnest } from './through-postgres.ts';

const database = useTestDatabase();
let client: Client;

beforeAll(async () => {
  client = new Client({ connectionString: database.url, options: '-c timezone=UTC' });
  await client.connect();
});

afterAll(() => client.end());

describe.each([
  ['COPY', throughCopy],
  ['an array parameter', throughUnnest],
] as const)('by %s', (_, through) => {
  it.each(SQL_TYPES)('P4: %s arrives as it was written', async type => {
    const values = [...CELLS[type].map(([value]) => value), null];
    const texts = [...CELLS[type].map(([, text]) => text), null];

    expect(await through(client, { type, column: { values }, rowCount: values.length })).toEqual(texts);
  });

  it.each(SQL_TYPES)(
    'P4: %s of a dictionary arrives as it was written, for each row that has the value',
    async type => {
      const values = [null, ...CELLS[type].map(([value]) => value)];
      const texts = [null, ...CELLS[type].map(([, text]) => text)];
      const backwards = values.map((_value, place) => values.length - 1 - place);
      const indexes = Int32Array.of(-1, ...backwards, 1, 1, -1, 0);

      const arrived = await through(client, { type, column: { values, indexes }, rowCount: indexes.length });

      expect(arrived).toEqual([null, ...texts.toReversed(), texts[1], texts[1], null, null]);
    },
  );

  it.each(SQL_TYPES)('P4: %s of a dictionary larger than the batch arrives as it was written', async type => {
    const values = CELLS[type].map(([value]) => value);
    const indexes = Int32Array.of(1);

    expect(await through(client, { type, column: { values, indexes }, rowCount: 1 })).toEqual([CELLS[type][1]?.[1]]);
  });

  it.each(SQL_TYPES)('a column of %s may be all NULL, or have no rows', async type => {
    expect(await through(client, { type, column: constantColumn(null, 3), rowCount: 3 })).toEqual([null, null, null]);
    expect(await through(client, { type, column: { values: [] }, rowCount: 0 })).toEqual([]);
  });

  it('takes typed arrays as values', async () => {
    const effects = { values: Uint8Array.of(0, 1, 255) };
    const keys = { values: BigInt64Array.of(-1n, 2n ** 62n) };

    expect(await through(client, { type: 'smallint', column: effects, rowCount: 3 })).toEqual(['0', '1', '255']);
    expect(await through(client, { type: 'bigint', column: keys, rowCount: 2 })).toEqual(['-1', '4611686018427387904']);
  });
});
