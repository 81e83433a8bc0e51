/** A few connections for the pages: each serves one request at a time, so that a slow page does not hold up the others. */
import { refused } from './refusal.ts';

/** Requests that wait for a connection; more would wait longer than anybody looks at an empty page. */
const MOST_WAITING = 32;

export interface Pool<Resource> {
  /**
   * Waits for a free one, first come, first served.
   * @throws Refused while too many wait
   */
  use<Result>(work: (resource: Resource) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export function makePool<Resource extends { close(): Promise<void> }>(
  size: number,
  open: () => Resource,
): Pool<Resource> {
  const all: Resource[] = [];
  const free: Resource[] = [];
  const waiting: ((resource: Resource) => void)[] = [];

  function opened(): Resource {
    const resource = open();
    all.push(resource);
    return resource;
  }

  async function taken(): Promise<Resource> {
    const resource = free.pop() ?? (all.length < size ? opened() : undefined);
    if (resource === undefined && waiting.length >= MOST_WAITING) {
      throw refused(503, 'Too many pages are asked for at once; load this one again in a moment.', {
        'Retry-After': '5',
      });
    }
    return resource ?? (await new Promise(resolve => waiting.push(resolve)));
  }

  return {
    async use(work) {
      const resource = await taken();
      try {
        return await work(resource);
      } finally {
        const next = waiting.shift();
        if (next === undefined) {
          free.push(resource);
        } else {
          next(resource);
        }
      }
    },
    close: async () => void (await Promise.all(all.map(resource => resource.close()))),
  };
}
