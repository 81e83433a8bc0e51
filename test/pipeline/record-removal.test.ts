import { describe, expect, it } from 'vitest';
import { bigint } from '../../domain/columns/index.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineTable, from } from '../../domain/table/index.ts';
import { consumeMessage } from '../../pipeline/consume-message.ts';
import type { Loader } from '../../pipeline/loader.ts';
import { s3Notification, s3Record } from '../factories/notification.ts';
import { useBench } from './bench.ts';

const bench = useBench();
const RECORDED = `select object_key, target_schema || '.' || target_table as target from dms_loader.load_attempt
  where outcome = 'removed' order by load_attempt_id`;

function remove(key: string, eventTime = '2026-03-01T01:02:03.456Z', loader: Loader = bench().loader) {
  const event = s3Record({ eventName: 'ObjectRemoved:Delete', eventTime }, { key, eTag: undefined, size: undefined });
  const message = { id: 'm1', body: s3Notification(event), receiptHandle: 'r', receiveCount: 1 };
  return consumeMessage(message, Date.now() + 60_000, loader);
}

describe('the removal of a file', () => {
  it.each(['LOAD00000001.parquet', '20260301-010203456.parquet', '2026/03/01/20260301-010203456.csv.gz'])(
    'fact 13: of a mapped table, %s, is recorded with the table, and is a warning that says what to do',
    async file => {
      const key = `dmstest/test_product/${file}`;
      expect(await remove(key)).toEqual({ outcome: 'removed', errors: [] });
      expect(await bench().query(RECORDED)).toEqual([`{"object_key":"${key}","target":"dmstest.test_product"}`]);
      const [line, ...others] = bench().logged.map(text => JSON.parse(text));
      expect(others).toEqual([]);
      expect(line).toMatchObject({
        level: 'warn',
        event: 'source-removal',
        object: `s3://dms-files/${key}`,
        target: 'dmstest.test_product',
        reason: expect.stringContaining('truncated or dropped at the source'),
        act: 'dms-loader truncate dmstest.test_product',
      });
      expect(await bench().query(line.look)).toHaveLength(1);
    },
  );

  it('P11: advises commands in which the name of the target is one word, whatever it is', async () => {
    const odd = defineTable({
      source: 'SHOP.ITEM',
      target: "shop.it's $(id)",
      key: ['id'],
      columns: { id: from('ID', bigint()) },
    });
    await remove('shop/item/LOAD00000001.parquet', undefined, { ...bench().loader, routes: makeRoutes([odd], []) });
    const line = JSON.parse(bench().logged[0] ?? '');
    expect(line.act).toBe(String.raw`dms-loader truncate 'shop.it'\''s $(id)'`);
    expect(await bench().query(line.look)).toHaveLength(1);
  });

  it('fact 13: is counted for its table, a message that comes again not twice', async () => {
    await remove('dmstest/test_product/LOAD00000001.parquet');
    await remove('dmstest/test_product/LOAD00000001.parquet');
    await remove('dmstest/test_product/LOAD00000002.parquet', '2026-03-01T01:02:04.000Z');
    expect(await bench().query('select target, objects::int from dms_loader.source_removal')).toEqual([
      '{"target":"dmstest.test_product","objects":2}',
    ]);
  });

  it.each([
    'dmstest/unknown/LOAD00000001.parquet',
    'dmstest/test_product/notes.txt',
    'dmstest/test_product/part-0.parquet',
    'dmstest/test_product/',
  ])(
    'elsewhere or of another name than DMS gives, %s, is recorded without a table and without a warning',
    async key => {
      expect(await remove(key)).toEqual({ outcome: 'removed', errors: [] });
      expect(await bench().query(RECORDED)).toEqual([`{"object_key":"${key}","target":null}`]);
      expect(bench().logged.map(text => JSON.parse(text).level)).toEqual(['info']);
    },
  );
});
