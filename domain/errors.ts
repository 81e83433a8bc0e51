import { given } from './given.ts';
import { oneLine } from './one-line.ts';

/**
 * What may go wrong, by name.
 *
 * A verdict says what becomes of the message:
 * - `rejected`: the same bytes will always fail; not read again until the mapping, the package, the target or
 *   the reader's memory changes.
 * - `failed`: worth another try. Whatever the database or the network says is of this kind.
 * - `missing`: the object is not there.
 * - `usage`: the operator's configuration or command line; no message is involved.
 */
export type Verdict = 'rejected' | 'failed' | 'missing' | 'usage';

const CATALOGUE = {
  NOTIFICATION_UNREADABLE: 'rejected',
  KEY_UNREADABLE: 'rejected',
  KEY_TIME_INVALID: 'rejected',
  KEY_NOT_DMS: 'rejected',
  TABLE_NOT_MAPPED: 'rejected',
  TABLE_AMBIGUOUS: 'rejected',
  FORMAT_UNSUPPORTED: 'rejected',
  OBJECT_EMPTY: 'rejected',
  PARQUET_NOT_PARQUET: 'rejected',
  PARQUET_CORRUPT: 'rejected',
  PARQUET_UNSUPPORTED: 'rejected',
  PARQUET_TOO_LARGE: 'rejected',
  CSV_CORRUPT: 'rejected',
  CSV_TOO_LARGE: 'rejected',
  CSV_COLUMNS_UNKNOWN: 'rejected',
  COLUMN_MISSING: 'rejected',
  COLUMN_AMBIGUOUS: 'rejected',
  COLUMN_TYPE: 'rejected',
  OP_MISSING: 'rejected',
  COLUMN_UNKNOWN: 'rejected',
  ROW_BAD: 'rejected',
  BUDGET_EXCEEDED: 'rejected',
  CHANGE_ORDER_SPLIT: 'rejected',
  LOAD_COPIED: 'rejected',
  LOAD_INCOMPLETE: 'failed',
  REOPENED_WITHOUT_KEY: 'failed',
  ATOMIC_TOO_LARGE: 'failed',
  OBJECT_MISSING: 'missing',
  OBJECT_CHANGED: 'failed',
  OBJECT_FORBIDDEN: 'failed',
  STORE_UNAVAILABLE: 'failed',
  QUEUE_UNAVAILABLE: 'failed',
  DATABASE_UNAVAILABLE: 'failed',
  DATABASE_REFUSED: 'failed',
  CONSTRAINT_VIOLATED: 'failed',
  TRANSFORMATION_FAILED: 'failed',
  DATABASE_ACCESS: 'failed',
  LEDGER_NOT_MIGRATED: 'failed',
  TARGET_NOT_MIGRATED: 'failed',
  KEY_REPEATED: 'failed',
  COMMIT_UNKNOWN: 'failed',
  COUNTS_DISAGREE: 'failed',
  DEADLINE_NEAR: 'failed',
  UNEXPECTED: 'failed',
  MAPPING_INVALID: 'usage',
  CONFIG_INVALID: 'usage',
  COMMAND_INVALID: 'usage',
} as const satisfies Record<string, Verdict>;

export type ErrorCode = keyof typeof CATALOGUE;

/** The codes that have a verdict. */
export type CodeOf<Kind extends Verdict> = {
  [Code in ErrorCode]: (typeof CATALOGUE)[Code] extends Kind ? Code : never;
}[ErrorCode];

export const CODES = Object.keys(CATALOGUE) as readonly ErrorCode[];

export function verdictOn(code: ErrorCode): Verdict {
  return CATALOGUE[code];
}

/** The parts of a message that a person can act on. `value` is shown shortened and escaped. */
export interface FaultDetails {
  /** What is wrong, as the end of the sentence `<place>: <reason>`. */
  readonly reason: string;
  /** What to do about it, in the imperative. */
  readonly remedy: string;
  /** `s3://bucket/key` or a local path. */
  readonly object?: string | undefined;
  /** Row in the file, counted from 1. */
  readonly row?: number | undefined;
  /** Column of the source file. */
  readonly column?: string | undefined;
  /** The offending value as text. */
  readonly value?: string | undefined;
  readonly cause?: unknown;
}

/** An error of the loader: its code decides what becomes of the message, its text says place, reason and remedy. */
export class LoaderError extends Error {
  override readonly name = 'LoaderError';
  readonly code: ErrorCode;
  readonly details: FaultDetails;

  constructor(code: ErrorCode, details: FaultDetails) {
    super(sentence(details), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  get verdict(): Verdict {
    return verdictOn(this.code);
  }

  /** The same error, with the place filled in by someone who knows more of it. Known parts are kept. */
  at(place: Pick<FaultDetails, 'object' | 'row' | 'column'>): LoaderError {
    return new LoaderError(this.code, { ...place, ...given(this.details) } as FaultDetails);
  }
}

const LONGEST_SHOWN_VALUE = 80;

/** Text as it may stand in a message: one line, no control characters, no more than 80 characters. */
export function shown(value: string): string {
  const escaped = oneLine(JSON.stringify(value.slice(0, LONGEST_SHOWN_VALUE)));
  return value.length > LONGEST_SHOWN_VALUE ? `${escaped}... (${value.length} characters)` : escaped;
}

function sentence(details: FaultDetails): string {
  const place = [
    details.object,
    details.row === undefined ? undefined : `row ${details.row}`,
    details.column === undefined ? undefined : `column ${details.column}`,
  ]
    .filter(part => part !== undefined)
    .join(', ');
  const value = details.value === undefined ? '' : `${shown(details.value)} `;
  return oneLine(`${place === '' ? '' : `${place}: `}${value}${details.reason}; ${details.remedy}`);
}
