/** Which columns tell one row from another. Parquet and CSV say nothing of keys, so names and values have to. */
import type { SqlType } from '../columns/column.ts';
import type { ColumnType } from '../columns/type.ts';
import { type ColumnSample, textsOf, valueCount } from './sample.ts';

export interface KeyCandidate {
  readonly sample: ColumnSample;
  readonly type: ColumnType;
}

export interface KeyEvidence {
  /** The columns of the table, in their order. */
  readonly columns: readonly KeyCandidate[];
  /** Names of the columns that have a before image. */
  readonly imaged: readonly string[];
  /** Without its schema; undefined if unknown. */
  readonly table: string | undefined;
  /** In a full load each key stands once; of changes one key may have many. */
  readonly isFullLoad: boolean;
}

export interface KeyGuess {
  /** Names in the file; empty where nothing can be the key. */
  readonly columns: readonly string[];
  /** A remark without a full stop, with numbers and fixed words only. */
  readonly why: string;
}

/** Types in which no key is written. */
const NO_KEYS: readonly SqlType[] = ['boolean', 'bytea', 'double precision', 'jsonb', 'text[]'];

const KEY_NAME = /^(?:(?<stem>.+)_)?(?:id|no|nr|num|cd|code|key|seq)$/iu;

/** More would name half a table its key. */
const MOST_PARTS = 4;

export function guessKey(evidence: KeyEvidence): KeyGuess {
  const able = evidence.columns.filter(canBeKey);
  return (
    byImages(evidence, able) ?? byName(evidence, able) ?? { columns: [], why: 'no column shows that it is the key' }
  );
}

function canBeKey({ sample, type }: KeyCandidate): boolean {
  const isFull = sample.type.kind === 'text' ? textsOf(sample).length : valueCount(sample);
  return !NO_KEYS.includes(type.sql) && isFull === sample.cells.length;
}

/** DMS writes before images of the primary key only, unless the rule's column-filter says otherwise. */
function byImages({ columns, imaged }: KeyEvidence, able: readonly KeyCandidate[]): KeyGuess | undefined {
  const folded = new Set(imaged.map(name => name.toLowerCase()));
  const found = able.filter(({ sample }) => folded.has(sample.name.toLowerCase()));
  return found.length === 0 || found.length < folded.size || found.length === columns.length
    ? undefined
    : {
        columns: found.map(({ sample }) => sample.name),
        why: `DMS writes before images (BI_) of ${found.length === 1 ? 'this column' : 'these columns'}, by default those of the primary key`,
      };
}

type NameTest = readonly [why: string, isIt: (sample: ColumnSample, evidence: KeyEvidence) => boolean];

const NAMED: readonly NameTest[] = [
  ['its name is ID', ({ name }) => name.toLowerCase() === 'id'],
  ['it is named after the table', ({ name }, { table }) => isOfTable(name, table)],
  [
    'it stands first and is named like a key',
    (sample, evidence) => isFirst(sample, evidence) && KEY_NAME.test(sample.name),
  ],
];
const FIRST: NameTest = ['it stands first', isFirst];

/** A name that is told by its values, then a name that they nearly bear out, then values alone. */
function byName(evidence: KeyEvidence, able: readonly KeyCandidate[]): KeyGuess | undefined {
  return (
    firstOf(NAMED, { evidence, able, isSure: true }) ??
    firstOf(NAMED, { evidence, able, isSure: false }) ??
    (evidence.isFullLoad ? firstOf([FIRST], { evidence, able, isSure: true }) : undefined)
  );
}

interface Search {
  readonly evidence: KeyEvidence;
  readonly able: readonly KeyCandidate[];
  /** No two rows of a full load are alike; else a few may be. */
  readonly isSure: boolean;
}

function firstOf(tests: readonly NameTest[], { evidence, able, isSure }: Search): KeyGuess | undefined {
  for (const [why, isIt] of tests) {
    const start = able.find(({ sample }) => isIt(sample, evidence));
    const found = start === undefined ? undefined : tellingRows(start, { evidence, able, isSure });
    if (found !== undefined) {
      return { columns: found.map(({ sample }) => sample.name), why: `${why}${inValues(found, isSure)}` };
    }
  }
  return undefined;
}

function isFirst(sample: ColumnSample, { columns }: KeyEvidence): boolean {
  return sample === columns[0]?.sample;
}

/** PRODUCT_ID of TEST_PRODUCT or of PRODUCTS. */
function isOfTable(name: string, table: string | undefined): boolean {
  const stem = KEY_NAME.exec(name)?.groups?.['stem']?.toLowerCase();
  const whole = `_${table?.toLowerCase() ?? ''}`;
  return stem !== undefined && [`_${stem}`, `_${stem}s`, `_${stem}es`].some(end => whole.endsWith(end));
}

/** At most one row in so many may have the key of another, as in a file that was put together from two loads. */
const ROWS_TO_A_TWIN = 10;

/** The column, in a full load with those named like keys behind it until no two rows are alike; undefined if they never are. */
function tellingRows(start: KeyCandidate, { evidence, able, isSure }: Search): readonly KeyCandidate[] | undefined {
  const rows = start.sample.cells.length;
  if (!evidence.isFullLoad) {
    return [start];
  }
  if (!isSure) {
    return (rows - distinctCount([start])) * ROWS_TO_A_TWIN <= rows ? [start] : undefined;
  }
  const behind = able.slice(able.indexOf(start) + 1).filter(({ sample }) => KEY_NAME.test(sample.name));
  const keys = [...behind.slice(0, MOST_PARTS - 1), start].map((_, parts) => [start, ...behind.slice(0, parts)]);
  return keys.find(key => distinctCount(key) === rows);
}

function distinctCount(key: readonly KeyCandidate[]): number {
  const rows = key[0]?.sample.cells.map((_, row) => JSON.stringify(key.map(({ sample }) => String(sample.cells[row]))));
  return new Set(rows).size;
}

function inValues(key: readonly KeyCandidate[], isSure: boolean): string {
  const rows = key[0]?.sample.cells.length ?? 0;
  if (rows === 0) {
    return ', and there are no rows to look at';
  }
  const parts = key.length === 1 ? '' : `, with the ${key.length - 1} behind it that it takes to tell the rows apart`;
  const doubt = isSure ? '' : ', though a full load has each key once';
  return `${parts}, is never NULL and has ${distinctCount(key)} different values in ${rows} rows${doubt}`;
}
