import type { ChangeBatch } from '../../domain/change/change.ts';
import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { LoadIntent } from '../../domain/ports/intent.ts';
import { knowConstraints } from './constraints.ts';
import type { CopyStream } from './copy-stream.ts';
import { rowFault, rowRefused } from './name-faults.ts';
import { rowFaultOf, type ServerFault } from './server-fault.ts';
import { LEAVE_PROBE } from './sql/probe-empty.ts';
import type { Transaction } from './transaction.ts';

/** A COPY straight into a target, whose server may refuse it for a row at any moment. */
export interface DirectCopy extends CopyStream {
  /** To be told of each batch, in their order, before its rows are added. */
  see(batch: ChangeBatch): void;
}

/**
 * Says what a refusal of the COPY means. Where bad rows fail a load, PostgreSQL's context (`COPY item, line 500001`) names
 * the row. Else the load is to be begun again by a merge, which can leave rows out: so it is where a unique value is there
 * already, which may be a key that the file repeats, and where no line is named, as of a foreign key, which is checked when
 * all rows are there.
 */
export function explainingRefusals(copy: CopyStream, transaction: Transaction): DirectCopy {
  const { intent } = transaction;
  const places = makePlaces();

  async function explained<Result>(step: Promise<Result>): Promise<Result> {
    try {
      return await step;
    } catch (error) {
      const fault = rowFaultOf(error);
      if (fault === undefined) {
        throw error;
      }
      const row = places.rowAt(lineOf(fault));
      throw row === undefined || fault.code === UNIQUE_VIOLATION || intent.setAside !== undefined
        ? byMerge(intent, `PostgreSQL says ${fault.code}: ${fault.message} ${fault.detail ?? ''}`, error)
        : await refusal(transaction, fault, row);
    }
  }

  return {
    see: places.see,
    add: (columns, rowCount) => explained(copy.add(columns, rowCount)),
    finish: () => explained(copy.finish()),
    fail: copy.fail,
  };
}

const UNIQUE_VIOLATION = '23505';

/** Which rows of the file the lines of the COPY are, counted from 1; not known where rows were taken out before. */
function makePlaces() {
  const places: { readonly line: number; readonly firstRow: number }[] = [];
  let lines = 0;
  let isWhole = true;
  return {
    see({ firstRow, rowCount, rowNumbers }: ChangeBatch): void {
      places.push({ line: lines + 1, firstRow });
      lines += rowCount;
      isWhole &&= rowNumbers === undefined;
    },
    rowAt(line: number | undefined): number | undefined {
      const place = places.findLast(one => line !== undefined && one.line <= line);
      return line === undefined || place === undefined || !isWhole ? undefined : place.firstRow + line - place.line;
    },
  };
}

/** `COPY item, line 500001`, in the server's language; a name may have anything in it. */
const LINE = /^COPY .*, \D+ (?<line>\d+)(?:,.*)?$/m;

function lineOf({ where = '' }: ServerFault): number | undefined {
  const line = LINE.exec(where)?.groups?.['line'];
  return line === undefined ? undefined : Number(line);
}

async function refusal(transaction: Transaction, fault: ServerFault, row: number): Promise<LoaderError> {
  const { client, intent } = transaction;
  await client.query(LEAVE_PROBE);
  const found = await knowConstraints(client).of(fault);
  const culprit = { ordinal: row, row, isLast: true, cells: {}, writtenAtMicros: undefined, fault };
  return rowRefused(rowFault(culprit, found, intent), intent, fault);
}

/** The load is begun again at once, by a merge. */
export function byMerge(intent: LoadIntent, reason: string, cause?: unknown): LoaderError {
  return new LoaderError('KEY_REPEATED', {
    object: objectUrl(intent.object),
    reason: `the rows cannot go straight into the empty target: ${reason}`,
    remedy: 'it is loaded again at once, by a merge',
    cause,
  });
}
