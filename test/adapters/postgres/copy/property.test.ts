import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useTestDatabase } from '../../../stack/test-database.ts';
import { throughCopy, throughUnnest } from './through-postgres.ts';

const SAMPLE = { seed: 20_261_122, numRuns: 400 };

const database = useTestDatabase();
let client: Client;

beforeAll(async () => {
  client = new Client({ connectionString: database.url });
  await client.connect();
});

afterAll(() => client.end());

const decimals = fc
  .tuple(fc.constantFrom('', '-'), digits({ minLength: 1, maxLength: 60 }), digits({ minLength: 0, maxLength: 40 }))
  .map(([sign, before, after]) => `${sign}${before}${after === '' ? '' : `.${after}`}`);

const characters = fc.oneof(
  fc.constantFrom('"', '\\', ',', '{', '}', ' ', '\n', '\t', "'", 'NULL', '서', '👍'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }).filter(text => text !== '\0'),
);
const items = fc.option(fc.array(characters, { maxLength: 30 }).map(parts => parts.join('')));
const lists = fc.array(items, { maxLength: 12 });

it('P4: any decimal becomes the numeric that PostgreSQL reads from its text', async () => {
  const values = fc.sample(decimals, SAMPLE);
  const read = await client.query<{ text: string }>(
    `SELECT given.value::numeric::text AS text
       FROM jsonb_array_elements_text($1) WITH ORDINALITY AS given (value, place) ORDER BY place`,
    [JSON.stringify(values)],
  );
  const expected = read.rows.map(row => row.text);
  const cells = { type: 'numeric', column: { values }, rowCount: values.length } as const;

  expect(await throughCopy(client, cells)).toEqual(expected);
  expect(await throughUnnest(client, cells)).toEqual(expected);
});

it('P4: any list of texts becomes the array that PostgreSQL builds of them', async () => {
  const values = fc.sample(lists, SAMPLE);
  const built = await client.query<{ text: string }>(
    `SELECT ARRAY(SELECT item.value FROM jsonb_array_elements_text(given.list) WITH ORDINALITY AS item (value, place)
                   ORDER BY item.place)::text AS text
       FROM jsonb_array_elements($1) WITH ORDINALITY AS given (list, place) ORDER BY given.place`,
    [JSON.stringify(values)],
  );
  const expected = built.rows.map(row => row.text);
  const cells = { type: 'text[]', column: { values }, rowCount: values.length } as const;

  expect(await throughCopy(client, cells)).toEqual(expected);
  expect(await throughUnnest(client, cells)).toEqual(expected);
});

function digits(lengths: { minLength: number; maxLength: number }): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...'00000123456789'), ...lengths });
}
