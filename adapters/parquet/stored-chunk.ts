/**
 * The stored bytes of a column chunk, window by window: those that are used, and the next ones, which are on their way
 * meanwhile. A chunk that is small is one window, read together with its neighbours.
 */
import { Buffer } from 'node:buffer';
import type { Chunk } from './row-groups.ts';
import type { ByteSource } from './source.ts';

export interface StoredChunk {
  bytes: Uint8Array;
  /** In `bytes`: what lies before is done with. */
  at: number;
  /** Bytes of the chunk behind `bytes`. */
  behind: number;
  /** Where in the file nothing is asked for yet. */
  unasked: number;
  ahead: Promise<Uint8Array> | undefined;
  readonly end: number;
  readonly windowBytes: number;
  readonly source: ByteSource;
}

/** `bytes` are the first of the chunk. */
export function storedChunk(
  chunk: Chunk,
  bytes: Uint8Array,
  { source, windowBytes }: Pick<StoredChunk, 'source' | 'windowBytes'>,
): StoredChunk {
  const unasked = chunk.start + bytes.length;
  const { end } = chunk;
  const stored = { bytes, at: 0, behind: end - unasked, unasked, ahead: undefined, end, windowBytes, source };
  ask(stored, 0);
  return stored;
}

/** Makes `needed` bytes from `at` on be at hand, if the chunk has them. @throws the errors of the source as they are */
export async function fetchMore(stored: StoredChunk, needed: number): Promise<void> {
  while (stored.behind > 0 && stored.bytes.length - stored.at < needed) {
    const rest = stored.bytes.subarray(stored.at);
    const more = await stored.ahead;
    if (more === undefined) {
      throw new RangeError('bytes of a chunk are wanted that were not asked for');
    }
    stored.bytes = rest.length === 0 ? more : Buffer.concat([rest, more]);
    stored.at = 0;
    stored.behind -= more.length;
    ask(stored, needed - stored.bytes.length);
  }
}

/** Asks for the next window, or for more where more is known to be needed. */
function ask(stored: StoredChunk, least: number): void {
  const start = stored.unasked;
  const end = Math.min(stored.end, start + Math.max(stored.windowBytes, least));
  stored.unasked = end;
  stored.ahead = start < end ? stored.source.read(start, end) : undefined;
  // Awaited in its turn; when the reader is given up before, nobody is left to hear of its failure.
  stored.ahead?.catch(() => undefined);
}
