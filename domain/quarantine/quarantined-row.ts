import { cellOf } from '../columns/column.ts';
import type { QuarantinedRow, SourceRow } from '../ports/set-aside.ts';
import type { RowFault } from '../table/faults.ts';
import type { MappedBatch } from '../table/map-batch.ts';
import { heldText } from './jsonb-text.ts';

/** A value of 64 MiB belongs into the row once, and not into its reasons. */
const LONGEST_KEPT_VALUE = 200;
const LONGEST_KEPT_REASON = 1000;

/** A bad row and its faults, from what the mapping says of it alone: up to ten of its cells are named. */
export function quarantinedRow(source: SourceRow, { changes, faults }: MappedBatch): QuarantinedRow {
  if (faults.length === 0) {
    throw new RangeError(`row ${source.row} is bad among others and good alone: a custom() conversion is not pure`);
  }
  const own = changes.writtenAt === undefined ? undefined : cellOf(changes.writtenAt, 0);
  return { source, writtenAtMicros: own ?? changes.writtenAtMicros, faults: faults.map(keptFault) };
}

/** A fault as it is stored with its row: texts that jsonb holds, and not too long. */
export function keptFault({ row, column, value, reason, remedy }: RowFault): RowFault {
  return {
    row,
    column: heldText(column),
    value: value === undefined ? undefined : cut(value, LONGEST_KEPT_VALUE),
    reason: cut(reason, LONGEST_KEPT_REASON),
    remedy: cut(remedy, LONGEST_KEPT_REASON),
  };
}

/** Cut first: a cut through a pair of surrogates leaves half of it. */
function cut(text: string, length: number): string {
  return heldText(text.length > length ? `${text.slice(0, length)}...` : text);
}
