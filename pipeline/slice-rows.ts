import type { SourceBatch } from '../domain/ports/files.ts';

/** The rows of a slice, read once and in order; what one run leaves is there for the next. */
export interface SliceRows {
  /** Undefined at the end. */
  next(): Promise<SourceBatch | undefined>;
  /** No batch follows. One that does is held for `next`, and so is the error of one that cannot be read. */
  isAtEnd(): Promise<boolean>;
  rest(): AsyncIterable<SourceBatch>;
  /** Ends the reading. */
  close(): Promise<void>;
}

export function sliceRows(batches: AsyncGenerator<SourceBatch>): SliceRows {
  let ahead: Promise<IteratorResult<SourceBatch>> | undefined;
  const next = async (): Promise<SourceBatch | undefined> => {
    const asked = ahead ?? batches.next();
    ahead = undefined;
    const result = await asked;
    return result.done === true ? undefined : result.value;
  };
  return {
    next,
    async isAtEnd() {
      ahead ??= batches.next();
      try {
        return (await ahead).done === true;
      } catch {
        return false;
      }
    },
    async *rest() {
      for (let batch = await next(); batch !== undefined; batch = await next()) {
        yield batch;
      }
    },
    async close() {
      await batches.return(undefined);
    },
  };
}
