/** What stands before the columns of a table in each row of a file of transactions. */
import { corrupt } from './fault.ts';
import type { Field } from './record.ts';

/** Of messages: the names of the others depend on the table. */
export const LEADING_NAMES = ['Op', 'table', 'schema'];
export const LEADING_FIELDS = LEADING_NAMES.length;

/** As DMS writes TimestampColumnName: `yyyy-MM-dd HH:mm:ss.SSSSSS` (API reference, S3Settings). */
const TIMESTAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?$/u;

export function isTimestamp(field: Field | undefined): boolean {
  return TIMESTAMP.test(field ?? '');
}

/** The error for a row in which table or schema is not there. */
export function nameless(fields: readonly Field[]): Error {
  return corrupt({
    value: startOf(fields),
    reason: 'does not name its table: a row of a file of transactions begins with Op, table and schema',
    remedy: 'check csv.delimiter and csv.nullText of the source against CsvDelimiter and CsvNullValue of DMS',
  });
}

const SHOWN_CHARACTERS = 200;
const SHOWN_FIELDS = 10;

/** Of a row, for messages. */
export function startOf(fields: readonly Field[]): string {
  return fields.slice(0, SHOWN_FIELDS).join().slice(0, SHOWN_CHARACTERS);
}
