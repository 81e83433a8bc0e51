/** What the demo has to come to, written by hand. */

export const COLUMNS = [
  'product_id',
  'product_name',
  'is_active',
  'registered_on',
  'price',
  'amount_exact',
  'tags',
  'updated_at',
];

/** What is printed of them; the last is checked only, for the width of terminals. */
export const SHOWN = COLUMNS.slice(0, -1);

/** As PostgreSQL writes the values of COLUMNS. */
export type Row = readonly (string | null)[];

/** Some products of the full load, first and last of a file among them. */
export const LOADED: readonly Row[] = [
  [
    '1',
    'Red Bolt 1',
    'true',
    '2016-02-02',
    '79.19',
    '9007199254740993.0000000001',
    '{sale,eu}',
    '2026-11-01 00:00:01.123456',
  ],
  [
    '3',
    'Oak Lamp 3',
    'false',
    '2018-04-04',
    '237.57',
    '9007199254740993.0000000003',
    '{kr}',
    '2026-11-01 00:00:03.123456',
  ],
  [
    '30001',
    'Red Pump 30001',
    'true',
    '2016-02-14',
    '275779.19',
    '9007199254740993.0000030001',
    '{sale,eu}',
    '2026-11-01 08:20:01.123456',
  ],
  [
    '50000',
    'Steel Pump 50000',
    'true',
    '2015-09-21',
    '59500.00',
    '9007199254740993.0000050000',
    '{new,sale,eu}',
    '2026-11-01 13:53:20.123456',
  ],
];

const PRODUCT_1: Row = [
  '1',
  'Red Bolt 1, mark II',
  'false',
  '2016-02-02',
  '1299.00',
  '123.4500000001',
  null,
  '2026-11-22 09:00:04.999999',
];
const PRODUCT_2: Row = [
  '2',
  'Steel Panel 2, again',
  'true',
  '2026-11-22',
  '12.50',
  '2.0000000002',
  '{back}',
  '2026-11-22 12:00:02',
];
const PRODUCT_3: Row = [
  '3',
  'Oak Lamp 3',
  'true',
  '2018-04-04',
  '0.99',
  '9007199254740993.5000000000',
  '{kr,"last one"}',
  '2026-11-22 12:00:03',
];
const PRODUCT_50001: Row = [
  '50001',
  '무선 이어폰',
  'false',
  '2026-11-20',
  '79000.00',
  '0.2000000000',
  '{신상품}',
  '2026-11-22 12:00:00.000001',
];

/** Products 1 to 3 and those above 50,000, when the files of morning and noon are in. */
export const CHANGED: readonly Row[] = [
  PRODUCT_1,
  PRODUCT_2,
  PRODUCT_3,
  PRODUCT_50001,
  [
    '50003',
    `O'Neil "Pro"`,
    'false',
    '2026-11-21',
    '-1234.50',
    '0.3000000000',
    '{"b2b, EU",bulk}',
    '2026-11-22 09:00:02',
  ],
];

/** Products 1 to 8 and those above 50,000 at the end: 4 and 8 are deleted, and so is 50,002. */
export const FINAL: readonly Row[] = [
  PRODUCT_1,
  PRODUCT_2,
  PRODUCT_3,
  ['5', 'Größe Sensor 5', 'false', '2020-06-06', '5.00', '5.0000000000', '{eu}', '2026-11-22 15:00:02'],
  ['6', 'Blue Pump 6', 'true', '2021-07-07', '66.00', '6.0000000000', '{sale}', '2026-11-22 20:00:00'],
  ['7', 'Red Widget 7, final', 'true', '2022-08-08', '77.00', '7.7000000000', '{final}', '2026-11-22 23:59:59'],
  PRODUCT_50001,
  ['50003', `O'Neil "Pro"`, 'true', '2026-11-21', '3000.00', '0.3000000000', '{"b2b, EU"}', '2026-11-22 18:00:00'],
  ['50004', '커피 grinder', 'true', '2026-11-22', '145.00', '10.0100000000', '{kitchen,eco}', '2026-11-22 18:00:02'],
  ['50005', 'Slashed date', 'true', '2026-11-22', '5000000.05', '0.5000000000', '{new}', '2026-11-22 20:00:02'],
];

/** 50,000 of the full load and 50,001, 50,003, 50,004, 50,005, without 4 and 8. */
export const FINAL_COUNT = '50002';
