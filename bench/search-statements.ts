import { watchQueries } from './watch-queries.ts';

/** The first statement behind a search for bad rows: it keeps the rows that were found. */
const END_OF_SEARCH = 'quarantined_row_table_load_id_fkey';

/**
 * Counts, in this process, the SQL statements that are sent after the first one that the server refuses, up to the end of
 * the search for what it was refused for: the search, and the merge of everything else.
 */
export function countSearchStatements(): () => number {
  let count: number | undefined;
  let isOver = false;
  watchQueries((text, _client, answer) => {
    isOver ||= text.includes(END_OF_SEARCH);
    const isCounted = count !== undefined && !isOver;
    // A message of several statements has several results.
    answer?.then(
      results => {
        count = isCounted ? (count ?? 0) + (Array.isArray(results) ? results.length : 1) : count;
      },
      () => {
        count ??= 0;
      },
    );
  });
  return () => count ?? 0;
}
