/** What a bucket has and the ledger has not, announced as S3 should have. */
import { eventBody } from '../domain/notification/event-body.ts';
import { placeOfUrl } from '../domain/object/identity.ts';
import type { Announcer } from '../domain/ports/announcer.ts';
import type { Finding, Kind } from '../domain/reconcile/finding.ts';

/** Messages that are sent at once: SQS takes ten in a call. */
const BATCH = 10;

/** Only what a message heals: one for what is stuck would meet the same. */
const ANNOUNCED: readonly Kind[] = ['missing', 'changed'];

export function isAnnounced({ kind }: Finding): boolean {
  return ANNOUNCED.includes(kind);
}

export interface Sending {
  readonly announcer: Announcer;
  /** Messages a second; undefined: as fast as SQS takes them. */
  readonly ratePerSecond: number | undefined;
  /** Waits for so many milliseconds. */
  pause(milliseconds: number): Promise<unknown>;
  /** Milliseconds, of a clock that never goes back. */
  now(): number;
}

export interface FindingSender {
  /** Messages that SQS has. */
  readonly sent: number;
  add(finding: Finding): Promise<void>;
  /** Sends what is held back for a batch. */
  flush(): Promise<void>;
}

/** @throws LoaderError QUEUE_UNAVAILABLE of each call; what was sent before stays sent, and loads once */
export function senderOf({ announcer, ratePerSecond, pause, now }: Sending): FindingSender {
  const held: string[] = [];
  const startedAt = now();
  let sent = 0;
  const batch = Math.min(BATCH, ratePerSecond ?? BATCH);

  async function flush(): Promise<void> {
    if (held.length === 0) {
      return;
    }
    const dueAt = ratePerSecond === undefined ? 0 : startedAt + (sent / ratePerSecond) * 1000;
    if (dueAt > now()) {
      await pause(dueAt - now());
    }
    await announcer.send(held);
    sent += held.length;
    held.length = 0;
  }

  return {
    get sent() {
      return sent;
    },
    flush,
    async add(finding) {
      held.push(bodyOf(finding));
      if (held.length >= batch) {
        await flush();
      }
    },
  };
}

function bodyOf({ object, eTag, sizeBytes }: Finding): string {
  const { bucket = '', key = '' } = placeOfUrl(object) ?? {};
  return eventBody({ bucket, key, eTag, sizeBytes });
}
