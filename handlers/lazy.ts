/** Ports whose implementation is loaded at their first call, and kept: what no message needs costs a cold start nothing. */
import type { Queue } from '../domain/ports/queue.ts';
import type { ObjectStore } from '../domain/ports/store.ts';

export function lazyStore(make: () => Promise<ObjectStore>): ObjectStore {
  const store = atFirstCall(make);
  return { open: async place => await (await store()).open(place) };
}

export function lazyQueue(make: () => Promise<Queue>): Queue {
  const queue = atFirstCall(make);
  return {
    showAgainIn: async (message, seconds) => await (await queue()).showAgainIn(message, seconds),
    sendCopy: async (message, delaySeconds) => await (await queue()).sendCopy(message, delaySeconds),
    sendFollowUp: async body => await (await queue()).sendFollowUp(body),
  };
}

function atFirstCall<Part>(make: () => Promise<Part>): () => Promise<Part> {
  let made: Promise<Part> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
