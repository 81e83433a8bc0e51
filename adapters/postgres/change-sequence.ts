import type { ChangeBatch } from '../../domain/change/change.ts';
import { cellOf } from '../../domain/columns/column.ts';
import { LoaderError } from '../../domain/errors.ts';

/** What AR_H_CHANGE_SEQ says of the order of changes, learnt as they come. */
export interface ChangeSequence {
  see(batch: ChangeBatch): void;
  /** The changes were made in another order than that of the rows. */
  isReordered(): boolean;
  /** @throws LoaderError CHANGE_ORDER_SPLIT if a run that is committed has changes in another order than it should, seen from here */
  refuseSplit(): void;
  /** For the run that follows: the greatest value, those of earlier runs among them; undefined where there is none. */
  lastSequence(): string | undefined;
  /** What people should know of the order, as sentences. */
  notes(): readonly string[];
}

/** In the place of a value, for the runs that follow: one was empty, so the file is in the order of its rows. */
const NO_ORDER = '';

/** Behind the value: rows of an earlier run were put into its order, not that of the file. */
const REORDERED = '\n';

/**
 * Watches whether AR_H_CHANGE_SEQ, digits (DMS User Guide, transformation rule expressions), rises with the rows; `committed`
 * is what an earlier run answered as the last one.
 */
export function watchSequence(committed?: string): ChangeSequence {
  const isUnordered = committed === NO_ORDER;
  const wasReordered = committed?.endsWith(REORDERED) === true;
  const floor = (wasReordered ? committed?.slice(0, -REORDERED.length) : committed) ?? '';
  let last = floor;
  let firstFallen: number | undefined;
  let firstEmpty: number | undefined;
  let split: { readonly row: number; readonly value: string } | undefined;

  function note(value: string, row: number): void {
    firstFallen ??= value < last ? row : undefined;
    split ??= value < floor ? { row, value } : undefined;
    last = value < last ? last : value;
  }

  const isInOrderOfRows = () => isUnordered || firstEmpty !== undefined;
  return {
    see({ changeSequence, firstRow, rowCount, rowNumbers }) {
      for (let row = 0; row < rowCount; row += 1) {
        const value = changeSequence === undefined ? null : cellOf(changeSequence, row);
        const number = rowNumbers?.[row] ?? firstRow + row;
        if (value === null || value === '') {
          firstEmpty ??= number;
        } else {
          note(value, number);
        }
      }
    },
    isReordered: () => !isInOrderOfRows() && firstFallen !== undefined,
    refuseSplit() {
      if (wasReordered && firstEmpty !== undefined) {
        throw mixedOrder(firstEmpty);
      }
      if (split !== undefined && !isInOrderOfRows()) {
        throw splitOrder(split, floor);
      }
    },
    lastSequence() {
      if (isInOrderOfRows()) {
        return NO_ORDER;
      }
      const mark = wasReordered || firstFallen !== undefined ? REORDERED : '';
      return last === '' ? undefined : `${last}${mark}`;
    },
    notes() {
      if (firstEmpty !== undefined) {
        return [`AR_H_CHANGE_SEQ is empty in row ${firstEmpty}, so the rows are in the order of the file.`];
      }
      return isUnordered || firstFallen === undefined
        ? []
        : [`AR_H_CHANGE_SEQ falls in row ${firstFallen}, so the changes are in its order, not in that of the rows.`];
    },
  };
}

const REMEDY = 'set `atomic: true` in the mapping of the table, so that its files are loaded in one transaction each';

function splitOrder({ row, value }: { readonly row: number; readonly value: string }, committed: string): LoaderError {
  return new LoaderError('CHANGE_ORDER_SPLIT', {
    row,
    column: 'AR_H_CHANGE_SEQ',
    value,
    reason: `is less than ${committed}, up to which the file is loaded: the change belongs before others that are committed`,
    remedy: REMEDY,
  });
}

function mixedOrder(row: number): LoaderError {
  return new LoaderError('CHANGE_ORDER_SPLIT', {
    row,
    column: 'AR_H_CHANGE_SEQ',
    reason:
      'is empty, so that the file is in the order of its rows: others are committed in the order of AR_H_CHANGE_SEQ',
    remedy: REMEDY,
  });
}
