import { expect, it } from 'vitest';
import { bigint } from '../../../domain/columns/index.ts';
import { mappedBy } from '../../../domain/object/mapped.ts';
import { makeRoutes } from '../../../domain/object/route.ts';
import { defineSource, defineTable, from } from '../../../domain/table/index.ts';

type Name = `${string}.${string}`;

function table(source: Name, target: Name) {
  return defineTable({ source, target, key: ['id'], columns: { id: from('ID', bigint()) } });
}

const SOURCES = [
  defineSource({ name: 'dms', bucket: 'landing', prefix: 'dms/' }),
  defineSource({ name: 'old', bucket: 'archive', ignore: ['SHOP.OLD_*'] }),
];
const MAPPED = mappedBy(
  makeRoutes([table('SHOP.A', 'shop.item'), table('SHOP.B', 'shop.item'), table('SHOP.OLD_C', 'shop.c')], SOURCES),
);

it('has each target once, however many tables fill it', () => {
  expect(MAPPED.targets).toEqual([
    { schema: 'shop', table: 'item' },
    { schema: 'shop', table: 'c' },
  ]);
});

it.each([
  ['landing', 'dms/shop/b/', 'shop.item'],
  ['landing', 'dms/SHOP/A/2026/01/31/', 'shop.item'],
  ['landing', 'other/shop/a/', undefined],
  ['landing', 'dms/shop/none/', undefined],
  ['archive', 'in/shop/a/', 'shop.item'],
  ['archive', 'shop/old_c/', undefined],
  ['elsewhere', 'shop/a/', undefined],
  ['archive', '', undefined],
])('knows the target of the files in s3://%s/%s: %s', (bucket, folder, target) => {
  expect(MAPPED.targetOf({ bucket, folder })).toBe(target);
});
