import pg from 'pg';

type Query = (this: pg.Client, asked: string | { text?: string }) => Promise<unknown> | undefined;

/** What is told of a statement when it is sent. A COPY is no promise, and has no answer here. */
export type Watcher = (text: string, client: pg.Client, answer: Promise<unknown> | undefined) => void;

/** Tells of every message of SQL that this process sends, until the function that it gives back is called. */
export function watchQueries(watcher: Watcher): () => void {
  const { prototype } = pg.Client as unknown as { prototype: { query: Query } };
  const send = prototype.query;
  prototype.query = function watched(asked) {
    const answer = send.call(this, asked);
    const isPromise = typeof answer?.then === 'function';
    // A COPY stream carries its SQL by the same name as a query.
    watcher(typeof asked === 'string' ? asked : (asked.text ?? ''), this, isPromise ? answer : undefined);
    return answer;
  };
  return () => {
    prototype.query = send;
  };
}
