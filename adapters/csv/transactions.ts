/**
 * Reads files of DMS's PreserveTransactions, whose rows are of many tables: `op,table,schema,col1,...`, without a header
 * (DMS User Guide, "Using Amazon S3 as a target", "Capturing data changes ... including transaction order").
 *
 * The guide does not say where TimestampColumnName puts its column in them. Everywhere else it stands before those of the
 * table, so that here it is taken to stand behind the schema, if rows have one field more than the mapping lists columns
 * and what stands there reads like DMS's timestamps.
 */
import type { MemoryShares } from '../../domain/memory-shares.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { StoredObject } from '../../domain/ports/store.ts';
import type { TransactionFormat, TransactionPart, TransactionReader } from '../../domain/ports/transactions.ts';
import { type Cursor, feed, newCursor } from './cursor.ts';
import { placed } from './fault.ts';
import { type HeldRows, hold, isFull, newHeldRows, release } from './held-rows.ts';
import { LEADING_NAMES } from './leading-fields.ts';
import { CSV_LIMITS, type CsvLimits, csvLimits } from './limits.ts';
import { empty, textsFrom } from './object-texts.ts';
import { type Field, takeRow } from './record.ts';
import { type RowTables, rowTables } from './row-tables.ts';

export function makeTransactionReader(limits: CsvLimits = CSV_LIMITS): TransactionReader {
  return {
    async *read(object, format) {
      try {
        yield* partsOf(object, format, limits);
      } catch (error) {
        throw placed(error, { object: objectUrl(object) });
      }
    },
  };
}

export const transactionReader: TransactionReader = makeTransactionReader();

export function transactionReaderWithin(shares: MemoryShares): TransactionReader {
  return makeTransactionReader(csvLimits(shares));
}

async function* partsOf(
  object: StoredObject,
  format: TransactionFormat,
  limits: CsvLimits,
): AsyncGenerator<TransactionPart, void, undefined> {
  const texts = await textsFrom(object, limits);
  const cursor = newCursor({ ...format.settings, header: false }, limits, LEADING_NAMES);
  const tables = rowTables(format);
  const held = newHeldRows();
  for await (const _ of feed(cursor, texts())) {
    while (takeRows(cursor, tables, held)) {
      yield* release(held);
    }
  }
  if (cursor.row === 1) {
    throw empty();
  }
  yield* release(held);
  for (const [pattern, rowCount] of tables.ignored) {
    yield { kind: 'ignored', pattern, rowCount };
  }
}

/** Holds the rows of the text at hand. True if a batch is full and there may be more. */
function takeRows(cursor: Cursor, tables: RowTables, held: HeldRows): boolean {
  const fields: Field[] = [];
  while (cursor.at < cursor.text.length) {
    const { at, row } = cursor;
    if (!takeRow(cursor, fields)) {
      return false;
    }
    const rows = tableOf(fields, row, tables);
    if (rows !== undefined) {
      fields.splice(1, 2);
      hold(held, rows, { row, fields, characters: cursor.at - at });
    }
    if (isFull(held, cursor.limits)) {
      return true;
    }
  }
  return false;
}

function tableOf(fields: readonly Field[], row: number, tables: RowTables) {
  try {
    return tables.of(fields);
  } catch (error) {
    throw placed(error, { row });
  }
}
