/** A file that is loaded in part, and that its source has read otherwise from then on. */
import { expect, it } from 'vitest';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineSource } from '../../domain/table/source.ts';
import { formatReader } from '../../handlers/wire.ts';
import { announcement } from '../promises/support/messages.ts';
import { useBench } from './bench.ts';
import { products } from './quarantine-bench.ts';
import {
  CHANGES_KEY,
  COUNTS,
  consume,
  numbered,
  numberedTarget,
  oneRunEach,
  queueOf,
  STATE,
  TARGET,
} from './runs-bench.ts';

const bench = useBench();

it('P4: leaves no row as it was read before: corrected CSV settings have it start over', async () => {
  const { loader, store, query } = bench();
  const key = CHANGES_KEY.replace('.parquet', '.csv');
  const lines = numbered(12_000).map(({ id, name }) => `I,${id},"${id === 11_000n ? 'a,b' : name}",,,\n`);
  store.put(key, Buffer.from(lines.join('')));
  const reading = (quoting: 'none' | 'rfc4180') => ({
    ...oneRunEach(loader),
    reader: formatReader(),
    routes: makeRoutes([products()], [defineSource({ name: 'all', csv: { quoting } })]),
  });
  const queue = queueOf(announcement(store, key));
  expect(await consume(queue, reading('none'), 2)).toEqual(['continued', 'rejected']);
  expect(await consume(queue, reading('rfc4180'))).toEqual(['continued', 'loaded']);
  expect(await query(COUNTS)).toEqual(['{"read":12000,"applied":12000,"superseded":0,"quarantined":0}']);
  expect(await query(STATE)).toEqual(['{"state":"loaded","restarts":1}']);
  const expected = numberedTarget(12_000).with(10_999, '{"id":"11000","name":"a,b","row":11000}');
  expect(await query(TARGET)).toEqual(expected);
});
