import { expect, test } from 'vitest';
import { commonText, errorGroup } from '../../../../domain/error-group.ts';
import { useItemShop } from '../item-shop.ts';
import { addLine, addTableLine, NOON } from './overview-shop.ts';

const shop = useItemShop();

function bad(file: string, row: number, value: string): string {
  return `s3://landing/${file}, row ${row}, column ON: "${value}" is neither Y nor N; correct it at the source`;
}

test('failures of one kind are one group, whatever file, row and value they name; the largest group comes first', async () => {
  await addLine(shop.sql, {
    key: 'a',
    state: 'missing',
    seen: 9,
    error: ['OBJECT_MISSING', 's3://landing/a: is gone; nothing'],
  });
  await addLine(shop.sql, { key: 'b', state: 'rejected', seen: 1, changed: 2, error: ['ROW_BAD', bad('b', 3, 'x')] });
  await addLine(shop.sql, {
    key: 'c',
    state: 'failed',
    seen: 4,
    changed: 6,
    error: ['ROW_BAD', bad('c', 12, 'a \\" b')],
  });
  const object = await addLine(shop.sql, { key: 'd', seen: 5, error: ['ROW_BAD', bad('d', 1, 'z')] });
  await addTableLine(shop.sql, { object, written: 1, loaded: 5, rows: 1 });
  expect(await shop.database().overview.failures()).toEqual([
    {
      group: 'ROW_BAD-08e275bf',
      code: 'ROW_BAD',
      text: '…, row #, column ON: "…" is neither Y nor N; correct it at the source',
      objects: 2,
      states: { failed: 1, rejected: 1 },
      firstAtMs: NOON + 60_000,
      lastAtMs: NOON + 360_000,
      example: { object: 's3://landing/b', message: bad('b', 3, 'x') },
    },
    {
      group: 'OBJECT_MISSING-ebc6c8da',
      code: 'OBJECT_MISSING',
      text: '…: is gone; nothing',
      objects: 1,
      states: { missing: 1 },
      firstAtMs: NOON + 540_000,
      lastAtMs: NOON + 540_000,
      example: { object: 's3://landing/a', message: 's3://landing/a: is gone; nothing' },
    },
  ]);
});

test('the ledger keeps the same common text of an error as the loader makes', async () => {
  const messages = [
    bad('dms/a/LOAD1.csv', 1, 'x'),
    's3://b/한글 folder/20260131-120000000.csv.gz: "\\\\" ends with "a\\"b\\\\"; "open',
    '"cut"... (1234 characters) is 1,234.5 or 1.2.3, 4. and 0x1f; ½ ٣ 12,',
    's3://b/k,s3://b/l:s3://b/m; s3:/no',
    '""" "" no "end',
    '',
  ];
  for (const [at, message] of messages.entries()) {
    await addLine(shop.sql, { key: `k${at}`, state: 'failed', error: ['UNEXPECTED', message] });
  }
  const { rows } = await shop.sql.query(
    'select last_error_text as text from dms_loader.object_load order by object_load_id',
  );
  expect(rows.map(({ text }) => text)).toEqual(messages.map(commonText));
  const { overview } = shop.database();
  const [message = ''] = messages;
  const [line, ...others] = await overview.loads({ group: errorGroup('UNEXPECTED', message), limit: 10 });
  expect(line?.error?.message).toBe(message);
  expect(others).toEqual([]);
});
