import type { RowCounts } from '../domain/change/change.ts';

/**
 * A sentence on rows that changed nothing, as another file had brought their very positions: an object that is written again
 * under its key with other content looks loaded, and nothing of it is. In a file that was reopened they are its own.
 */
export function unchangedNotes({ unchanged }: RowCounts, isReopened = false): readonly string[] {
  if (isReopened) {
    return ['it was loaded before and reopened: rows that it had made as they are now are unchanged'];
  }
  if (unchanged === 0) {
    return [];
  }
  const [rows, their] = unchanged === 1 ? ['1 row is', 'its position'] : [`${unchanged} rows are`, 'their positions'];
  return [
    `${rows} unchanged: another file of the same written time had brought ${their}; a correction in ${unchanged === 1 ? 'it' : 'them'} is not applied`,
  ];
}
