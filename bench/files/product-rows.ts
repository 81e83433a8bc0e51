/** Made-up products, the same at every run: what a DMS file of them holds, column by column. */

const ADJECTIVES = ['Blue', 'Red', 'Steel', 'Oak', 'Nano', 'Ultra'];
/** One name in fifty has what text formats trip over. */
const HARD_ADJECTIVES = [
  'Café',
  'Größe',
  '서울',
  "O'Neil",
  'Tab\tbed',
  'Back\\slash',
  'Comma, Inc',
  'New\nLine',
  '"Quoted"',
];
const NOUNS = [
  'Widget',
  'Bolt',
  'Panel',
  'Lamp',
  'Cable',
  'Bracket',
  'Sensor',
  'Valve',
  'Pump',
  'Gear',
  'Shelf',
  'Motor',
];
const TAGS = ['new', 'sale', 'eu', 'us', 'kr', 'fragile', 'bulk', 'eco', 'promo', 'clearance', 'b2b', 'tag_ged'];

/** 2015-01-01 in microseconds since 1970. */
const FIRST_MOMENT = 1_420_070_400_000_000n;
const MICROS_PER_DAY = 86_400_000_000n;

/** A state of the whole table: every row of one version differs from the same row of another. */
export interface Version {
  readonly number: number;
  readonly op: 'I' | 'U';
}

export type Cells = (string | number | bigint | null)[];

/** Products in a file, by row. */
export interface Products {
  readonly ids: readonly number[];
  /** I, U or D. */
  op(row: number): string;
  /** Decides the values: those of one edition differ from those of another. */
  readonly edition: number;
  /** Rises from row to row. */
  sequence(row: number): number;
}

/** Values of each column for `count` products from number `first`, nulls in 1 to 3 % of most. */
export function productRows(first: number, count: number, version: Version): Readonly<Record<string, Cells>> {
  const { number: edition, op } = version;
  const ids = Array.from({ length: count }, (_, row) => first + row);
  return productCells({ ids, op: () => op, edition, sequence: row => edition * 10_000_000 + first + row });
}

/** Values of each column, nulls in 1 to 3 % of most. */
export function productCells({ ids, op, edition, sequence }: Products): Readonly<Record<string, Cells>> {
  const column = (cell: (hash: number, id: number) => Cells[number]): Cells =>
    ids.map(id => cell(hashOf(id, edition), id));
  const nullable = (percent: number, cell: (hash: number) => Cells[number]): Cells =>
    column((hash, id) => (hashOf(id, percent + edition) % 100 < percent ? null : cell(hash)));
  return {
    Op: ids.map((_, row) => op(row)),
    dms_ts: column((_, id) => `2026-11-22 13:00:00.${pad(id % 1_000_000, 6)}`),
    ar_h_change_seq: ids.map((_, row) => `2026112213${pad(sequence(row), 25)}`),
    product_id: column((_, id) => BigInt(id)),
    product_code: column((_, id) => `PRD-${pad(id, 9)}`),
    product_name: nullable(1, nameOf),
    is_active: nullable(1, hash => (hash % 3 === 0 ? 'N' : 'Y')),
    created_date_str: nullable(2, dayOf),
    price_str: nullable(2, hash => amountOf((hash * 31 + edition) % 300_000_000)),
    stock_qty: nullable(2, hash => (hash >>> 5) % 5000),
    weight_kg: nullable(2, hash => (hash % 100_000) / 1000),
    metadata_json: nullable(2, hash => metadataOf(hash, edition)),
    tags: nullable(3, tagsOf),
    created_at: column(createdAt),
    updated_at: column(hash => createdAt(hash) + BigInt(edition) * MICROS_PER_DAY),
  };
}

/** 32 bits, spread by Knuth's multiplier. */
function hashOf(id: number, salt: number): number {
  return (Math.imul(id, 2_654_435_761) + salt * 97) >>> 0;
}

function nameOf(hash: number): string {
  const adjectives = hash % 50 === 0 ? HARD_ADJECTIVES : ADJECTIVES;
  return `${pick(adjectives, hash >>> 3)} ${pick(NOUNS, hash >>> 9)} ${hash % 9973}`;
}

function dayOf(hash: number): string {
  return `${2015 + ((hash >>> 4) % 11)}${pad(1 + ((hash >>> 8) % 12), 2)}${pad(1 + ((hash >>> 12) % 28), 2)}`;
}

/** `1,234,567.89` */
function amountOf(cents: number): string {
  const whole = `${Math.floor(cents / 100)}`.replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');
  return `${whole}.${pad(cents % 100, 2)}`;
}

function metadataOf(hash: number, edition: number): string {
  const sizes = `[${hash % 97},${hash % 89},${hash % 83}]`;
  return `{"category":"c${hash % 40}","brand":"b${hash % 300}","dims":${sizes},"v":${edition}}`;
}

function tagsOf(hash: number): string {
  return Array.from({ length: 1 + (hash % 4) }, (_, place) => pick(TAGS, hash >>> (place * 3))).join(',');
}

function createdAt(hash: number): bigint {
  return FIRST_MOMENT + BigInt(hash % 340_000_000) * 1_000_000n + BigInt(hash % 1000) * 1000n;
}

function pick(words: readonly string[], number: number): string {
  return words[number % words.length] ?? '';
}

function pad(number: number, width: number): string {
  return `${number}`.padStart(width, '0');
}
