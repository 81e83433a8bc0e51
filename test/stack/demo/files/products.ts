/** Made-up products, the same at every run, as DMS would write them; and what their sums have to be in the table. */

const ADJECTIVES = ['Blue', 'Red', 'Steel', 'Oak', '무선', 'Größe'];
const NOUNS = ['Widget', 'Bolt', 'Panel', 'Lamp', '키보드', 'Sensor', 'Pump'];
const TAGS = ['new', 'sale', 'eu', 'kr', 'eco'];

/** 2^53 + 1, which a double cannot hold, with ten decimals behind it. */
const EXACT_BASE = 9_007_199_254_740_993n * 10n ** 10n;
/** 2026-11-01T00:00:00.123456 in microseconds since 1970. */
const UPDATED_BASE = 1_793_491_200_123_456n;

/** How a product's date of registration is written: DMS files show both. */
export type DayForm = 'YYYYMMDD' | 'YYYY-MM-DD';

/** Cells of PRODUCT_ID, PRODUCT_NAME, IS_ACTIVE, REG_DATE, PRICE, AMOUNT, AMOUNT_EXACT, TAGS, UPDATED_AT, DESCRIPTION. */
export type ProductCells = readonly (string | bigint | null)[];

export function productCells(id: number, form: DayForm): ProductCells {
  return [
    BigInt(id),
    `${pick(ADJECTIVES, id)} ${pick(NOUNS, id)} ${id}`,
    isActive(id) ? 'Y' : 'N',
    dayOf(id, form),
    amountText(centsOf(id)),
    BigInt(centsOf(id)),
    EXACT_BASE + BigInt(id),
    tagsOf(id).join(','),
    UPDATED_BASE + BigInt(id) * 1_000_000n,
    id % 2 === 0 ? null : `Product ${id}\nof the demo`,
  ];
}

/** Text of: rows, active ones, the sum of their prices, the sum of their tags; as SQL has to find them. */
export function productSums(count: number): readonly string[] {
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  const cents = ids.reduce((sum, id) => sum + BigInt(centsOf(id)), 0n);
  const tags = ids.reduce((sum, id) => sum + tagsOf(id).length, 0);
  const price = `${cents / 100n}.${pad(Number(cents % 100n))}`;
  return [`${count}`, `${ids.filter(isActive).length}`, price, `${tags}`];
}

function isActive(id: number): boolean {
  return id % 3 !== 0;
}

function centsOf(id: number): number {
  return (id * 7919) % 30_000_000;
}

function tagsOf(id: number): readonly string[] {
  return Array.from({ length: 1 + (id % 3) }, (_, place) => pick(TAGS, id + place));
}

function dayOf(id: number, form: DayForm): string {
  const parts = [`${2015 + (id % 10)}`, pad(1 + (id % 12)), pad(1 + (id % 28))];
  return parts.join(form === 'YYYYMMDD' ? '' : '-');
}

/** `275,779.19` */
function amountText(cents: number): string {
  const whole = `${Math.floor(cents / 100)}`.replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');
  return `${whole}.${pad(cents % 100)}`;
}

function pick(words: readonly string[], number: number): string {
  return words[number % words.length] ?? '';
}

function pad(number: number): string {
  return `${number}`.padStart(2, '0');
}
