import { beforeEach, expect, it } from 'vitest';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { bigint, timestamptz } from '../../domain/columns/index.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineSource, defineTable, from } from '../../domain/table/index.ts';
import { formatReader } from '../../handlers/wire.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import { attemptOf, useBench } from './bench.ts';

const sighting = defineTable({
  source: 'ZOO.SIGHTING',
  target: 'zoo.sighting',
  key: ['id'],
  columns: { id: from('ID', bigint()), seen_at: from('SEEN_AT', timestamptz()) },
});
const source = defineSource({ name: 'zoo', csv: { header: true } });

const bench = useBench();

beforeEach(async () => {
  await bench().query('drop schema if exists zoo cascade');
  await migrate(bench().loader.database.connection, [sighting]);
});

async function load(key: string, rows: readonly string[]) {
  const bytes = Buffer.from(['Op,ID,SEEN_AT', ...rows, ''].join('\n'));
  const place = bench().store.put(`zoo/sighting/${key}.csv`, bytes);
  const loader = { ...bench().loader, reader: formatReader(), routes: makeRoutes([sighting], [source]) };
  return await loadObject(place, attemptOf(), loader);
}

it.each([
  ['a small load', '20260131-120000000', 0],
  ['a staged load', '20260131-130000000', 600],
])(
  'P4: fact 22: moments of %s reach a timestamptz column as they are, whatever their offsets',
  async (...[, key, more]) => {
    const rows = ['I,1,2026-01-31 10:20:30.123456 +09:00', 'I,2,2026-01-30T20:20:30.123456-05:00', 'I,3,NULL'];
    const padding = Array.from({ length: more }, (_, id) => `I,${id + 10},1970-01-01 00:00:00Z`);
    expect(await load(key, [...rows, ...padding])).toMatchObject({ outcome: 'loaded', counts: { applied: 3 + more } });
    const utc = "select id::int, (seen_at at time zone 'UTC')::text as utc from zoo.sighting where id < 10 order by id";
    expect(await bench().query(utc)).toEqual([
      '{"id":1,"utc":"2026-01-31 01:20:30.123456"}',
      '{"id":2,"utc":"2026-01-31 01:20:30.123456"}',
      '{"id":3,"utc":null}',
    ]);
  },
);

it('P7: fact 22: a moment whose offset nobody knows is named with its value, and fails its file', async () => {
  const { outcome, error } = await load('20260131-140000000', ['I,4,2026-01-31 10:20:30 Asia/Seoul']);
  expect({ outcome, message: error?.message }).toEqual({
    outcome: 'rejected',
    message: expect.stringContaining(
      'row 1, column SEEN_AT: "2026-01-31 10:20:30 Asia/Seoul" has the name of a zone instead of an offset from UTC',
    ),
  });
});
