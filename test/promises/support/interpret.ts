/**
 * What the target must hold after one file, worked out from the cells that pyarrow reads: an interpreter of the mapping's
 * documentation that shares no code with the loader. Everything is text as PostgreSQL writes it.
 */
import type { Expected } from '../../golden/samples.ts';

/** A row of dmstest.test_product without the loader's own columns: product_id first, each value as text or NULL. */
export type TargetRow = readonly (string | null)[];

export interface Interpreted {
  readonly rows: readonly TargetRow[];
  /** Keys. */
  readonly deleted: readonly string[];
}

/** The last change of each key, in the order of the keys. */
export function interpreted({ columns, rows }: Pick<Expected, 'columns' | 'rows'>): Interpreted {
  const place = new Map(columns.map(({ name }, at) => [name.toUpperCase(), at]));
  const last = new Map<string, { op: string; row: TargetRow }>();
  for (const row of rows) {
    const cell = (name: string): string | null => (row[place.get(name) ?? -1] as string | null | undefined) ?? null;
    const id = String(cell('PRODUCT_ID'));
    last.set(id, { op: cell('OP') ?? 'I', row: targetRow(id, cell) });
  }
  const keys = [...last].toSorted(([one], [other]) => (BigInt(one) < BigInt(other) ? -1 : 1));
  return {
    rows: keys.flatMap(([, { op, row }]) => (op === 'D' ? [] : [row])),
    deleted: keys.flatMap(([id, { op }]) => (op === 'D' ? [id] : [])),
  };
}

function targetRow(id: string, cell: (name: string) => string | null): TargetRow {
  return [
    id,
    cell('PRODUCT_NAME'),
    activeOf(cell('IS_ACTIVE')),
    dayOf(cell('REG_DATE')),
    priceOf(cell('PRICE')),
    cell('AMOUNT'),
    cell('AMOUNT_EXACT'),
    tagsOf(cell('TAGS')),
    momentOf(cell('UPDATED_AT')),
    cell('DESCRIPTION'),
  ];
}

function activeOf(text: string | null): string | null {
  return text === null ? null : String(text === 'Y');
}

/** `20240229` and `2024-02-29` alike. */
function dayOf(text: string | null): string | null {
  return text === null ? null : text.replaceAll('-', '').replace(/^(....)(..)(..)$/u, '$1-$2-$3');
}

/** Numeric(15, 2) as PostgreSQL writes it: no group marks, a digit before the point, two behind. */
function priceOf(text: string | null): string | null {
  if (text === null) {
    return null;
  }
  const [whole = '', fraction = ''] = text.replaceAll(',', '').split('.');
  return `${/\d/u.test(whole) ? whole : `${whole}0`}.${fraction.padEnd(2, '0')}`;
}

/** JSON of the items; no sample quotes an item. */
function tagsOf(text: string | null): string | null {
  const items = (text ?? '').split(',').map(item => item.trim());
  return (text ?? '').trim() === '' ? null : JSON.stringify(items.filter(item => item !== ''));
}

/** `2024-02-29 00:00:00.123456`: zeros at the end of the fraction are left out, and what a file says of UTC. */
function momentOf(text: string | null): string | null {
  const [whole = '', fraction = ''] = (text ?? '').replace('T', ' ').replace('Z', '').split('.');
  const digits = fraction.slice(0, 6).replace(/0+$/u, '');
  return text === null ? null : `${whole}${digits === '' ? '' : `.${digits}`}`;
}

/** The target in the same form. */
export const TARGET_AS_TEXT = `select product_id::text, product_name, is_active::text, registered_on::text, price::text,
  amount::text, amount_exact::text, case when tags is null then null else array_to_json(tags)::text end,
  updated_at::text, description from dmstest.test_product t order by t.product_id`;
