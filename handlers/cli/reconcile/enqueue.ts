/** The messages of `reconcile --enqueue`, and what the audit table says of them. */
import { setTimeout as pause } from 'node:timers/promises';
import { makeAnnouncer } from '../../../adapters/sqs/announcer.ts';
import { makeSqsClient } from '../../../adapters/sqs/client.ts';
import { LoaderError } from '../../../domain/errors.ts';
import { isoTimeOrNull } from '../../../domain/iso-time.ts';
import type { ActionLog, OpenAction } from '../../../domain/ports/action-log.ts';
import type { Finding } from '../../../domain/reconcile/finding.ts';
import { type FindingSender, isAnnounced, senderOf } from '../../../pipeline/announce-findings.ts';
import { actorName } from '../actor.ts';
import type { ReconcileOptions } from './options.ts';

export interface Enqueuing {
  /** Objects that were announced, or of a rehearsal, that would be. */
  readonly messages: number;
  add(finding: Finding): Promise<void>;
  /** Sends the rest, and closes the audit row. */
  end(): Promise<void>;
  /** Closes the audit row of work that was broken off. */
  fail(error: unknown): Promise<void>;
}

/** Counts what would be sent. */
export function rehearsedEnqueuing(): Enqueuing {
  let messages = 0;
  return {
    get messages() {
      return messages;
    },
    async add(finding) {
      messages += isAnnounced(finding) ? 1 : 0;
    },
    end: () => Promise.resolve(),
    fail: () => Promise.resolve(),
  };
}

/** The audit row is begun with the first message: a bucket of which nothing is missing leaves none. */
export function enqueuing(queueUrl: string, actions: ActionLog, options: ReconcileOptions): Enqueuing {
  const { ratePerSecond } = options;
  const sender: FindingSender = senderOf({
    announcer: makeAnnouncer(makeSqsClient(), queueUrl),
    ratePerSecond,
    pause: milliseconds => pause(milliseconds),
    now: () => performance.now(),
  });
  let action: OpenAction | undefined;
  return {
    get messages() {
      return sender.sent;
    },
    async add(finding) {
      if (isAnnounced(finding)) {
        action ??= await actions.begin({ action: 'reconcile-enqueue', actor: actorName(), detail: detailOf(options) });
        await sender.add(finding);
      }
    },
    async end() {
      await sender.flush();
      await action?.end({ messages: sender.sent });
    },
    async fail(error) {
      const why = error instanceof LoaderError ? error.code : 'UNEXPECTED';
      // What is told is what broke it off, not that this could not be written down either.
      await action?.end({ messages: sender.sent, error: why }).catch(() => undefined);
    },
  };
}

function detailOf({ bucket, prefix, graceMs, sinceMs, untilMs, ratePerSecond }: ReconcileOptions) {
  return {
    place: `s3://${bucket}/${prefix}`,
    graceSeconds: graceMs / 1000,
    since: isoTimeOrNull(sinceMs),
    until: isoTimeOrNull(untilMs),
    ratePerSecond: ratePerSecond ?? null,
  };
}
