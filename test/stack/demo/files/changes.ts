/** The changes of the demo, written by hand; what the table has to be after them stands in ../expected.ts. */

/** Op, PRODUCT_ID, PRODUCT_NAME, IS_ACTIVE, REG_DATE, PRICE, AMOUNT_EXACT, TAGS, UPDATED_AT. */
export type Change = readonly ['I' | 'U' | 'D', number, string, string, string, string, string, string, string];

/** Two changes of product 1: the later row wins. Product 2 goes. */
export const MORNING: readonly Change[] = [
  ['I', 50_001, '무선 이어폰', 'Y', '20261120', '89,000', '0.1', ' 신상품, hot ,', '2026-11-22T09:00:00.000001'],
  ['I', 50_002, 'Short-lived', 'Y', '20261120', '1.00', '1', 'new', '2026-11-22T09:00:01.000000'],
  ['I', 50_003, `O'Neil "Pro"`, 'N', '2026-11-21', '-1,234.50', '0.3', '"b2b, EU",bulk', '2026-11-22T09:00:02.000000'],
  ['U', 1, 'Red Bolt 1', 'Y', '20160202', '80.00', '123', 'sale', '2026-11-22T09:00:03.000000'],
  ['U', 1, 'Red Bolt 1, mark II', 'N', '20160202', '1,299.00', '123.4500000001', '', '2026-11-22T09:00:04.999999'],
  ['D', 2, 'Steel Panel 2', 'Y', '20170303', '158.38', '2', 'eu,kr,eco', '2026-11-22T09:00:05.000000'],
];

/** A new product goes again, a deleted one comes back. */
export const NOON: readonly Change[] = [
  ['U', 50_001, '무선 이어폰', 'N', '20261120', '79,000.00', '0.2', '신상품', '2026-11-22T12:00:00.000001'],
  ['D', 50_002, 'Short-lived', 'Y', '20261120', '1.00', '1', 'new', '2026-11-22T12:00:01.000000'],
  ['I', 2, 'Steel Panel 2, again', 'Y', '2026-11-22', '12.50', '2.0000000002', 'back', '2026-11-22T12:00:02.000000'],
  ['U', 3, 'Oak Lamp 3', 'Y', '20180404', '0.99', '9007199254740993.5', 'kr, last one', '2026-11-22T12:00:03.000000'],
];

/** Written before EVENING, delivered after it. */
export const AFTERNOON: readonly Change[] = [
  ['U', 50_003, 'Older than it looks', 'Y', '20261121', '2.00', '2', 'older', '2026-11-22T15:00:00.000000'],
  ['U', 4, 'Not deleted yet', 'Y', '20190505', '4.00', '4', 'older', '2026-11-22T15:00:01.000000'],
  ['U', 5, 'Größe Sensor 5', 'N', '20200606', '5.00', '5', 'eu', '2026-11-22T15:00:02.000000'],
];

export const EVENING: readonly Change[] = [
  ['U', 50_003, `O'Neil "Pro"`, 'Y', '20261121', '3,000.00', '0.3', '"b2b, EU"', '2026-11-22T18:00:00.000000'],
  ['D', 4, 'Not deleted yet', 'Y', '20190505', '4.00', '4', 'older', '2026-11-22T18:00:01.000000'],
  ['I', 50_004, '커피 grinder', 'Y', '20261122', '145.00', '10.01', 'kitchen,eco', '2026-11-22T18:00:02.000000'],
];

/** The source has begun to write dates with slashes. Product 7 is changed again in MIDNIGHT. */
export const POISON: readonly Change[] = [
  ['U', 6, 'Blue Pump 6', 'Y', '20210707', '66.00', '6', 'sale', '2026-11-22T20:00:00.000000'],
  ['U', 7, 'Red Widget 7, draft', 'N', '20220808', '7.00', '7', 'draft', '2026-11-22T20:00:01.000000'],
  ['I', 50_005, 'Slashed date', 'Y', '2026/11/22', '5,000,000.05', '0.5', 'new', '2026-11-22T20:00:02.000000'],
];

export const MIDNIGHT: readonly Change[] = [
  ['U', 7, 'Red Widget 7, final', 'Y', '20220808', '77.00', '7.7', 'final', '2026-11-22T23:59:59.000000'],
  ['D', 8, 'Steel Bolt 8', 'Y', '20230909', '633.52', '8', 'kr,eco,new', '2026-11-22T23:59:59.999999'],
];
