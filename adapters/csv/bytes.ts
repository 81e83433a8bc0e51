import type { StoredObject } from '../../domain/ports/store.ts';

/** The bytes of an object from its start, of which the first are at hand. While one range is used, the next is on its way. */
export async function* rangesOf(
  object: StoredObject,
  head: Uint8Array,
  rangeBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield head;
  let start = head.length;
  let ahead = ask();
  while (ahead !== undefined) {
    const bytes = await ahead;
    ahead = ask();
    yield bytes;
  }

  function ask(): Promise<Uint8Array> | undefined {
    if (start >= object.sizeBytes) {
      return;
    }
    const end = Math.min(start + rangeBytes, object.sizeBytes);
    const reading = object.read(start, end);
    // Awaited in its turn; when the file is given up before, nobody is left to hear of its failure.
    reading.catch(() => undefined);
    start = end;
    return reading;
  }
}
