import pg from 'pg';

/** The first statement behind a search for bad rows: it keeps the rows that were found. */
const END_OF_SEARCH = 'quarantined_row_table_load_id_fkey';

type Query = (asked: string | { text?: string }) => Promise<unknown> | undefined;

/**
 * Counts, in this process, the SQL statements that are sent after the first one that the server refuses, up to the end of
 * the search for what it was refused for: the search, and the merge of everything else.
 */
export function countSearchStatements(): () => number {
  const { prototype } = pg.Client as unknown as { prototype: { query: Query } };
  const send = prototype.query;
  let count: number | undefined;
  let isOver = false;
  prototype.query = function counted(asked) {
    isOver ||= textOf(asked).includes(END_OF_SEARCH);
    const isCounted = count !== undefined && !isOver;
    const answer = send.call(this, asked);
    // A COPY is no promise, and none is sent in a search. A message of several statements has several results.
    answer?.then?.(
      results => {
        count = isCounted ? (count ?? 0) + (Array.isArray(results) ? results.length : 1) : count;
      },
      () => {
        count ??= 0;
      },
    );
    return answer;
  };
  return () => count ?? 0;
}

function textOf(asked: string | { text?: string }): string {
  return typeof asked === 'string' ? asked : (asked.text ?? '');
}
