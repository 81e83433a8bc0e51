import { expect, test } from 'vitest';
import { quoted, quotedTarget, quotedTombstones } from '../../../adapters/postgres/identifiers.ts';

const named = (schema: string, table: string) => quotedTombstones({ target: { schema, table } });

test('P11: a quote in a name does not end it', () => {
  expect(quoted('a"; drop table b; --')).toBe('"a""; drop table b; --"');
  expect(quotedTarget({ target: { schema: 'S', table: 'T"' } })).toBe('"S"."T"""');
});

test('tombstones are named after their target', () => {
  expect(named('dmstest', 'test_product')).toBe('dms_loader."dmstest__test_product__tombstone"');
});

test('P3: no two targets share their tombstones, whatever their names', () => {
  const long = 'x'.repeat(60);
  const names = [
    named('a__b', 'c'),
    named('a', 'b__c'),
    named('a_', 'b'),
    named('a', '_b'),
    named('a', long),
    named('a', `${long}y`),
  ];
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter(name => name.length > 'dms_loader.""'.length + 63)).toEqual([]);
});
