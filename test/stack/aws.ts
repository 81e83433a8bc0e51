/**
 * S3 and SQS in this process, for tests and demo; no Docker, no account.
 *
 * The emulator is the npm package fauxqs. These hooks on it are ours, for what it lacks: bucket notifications and their
 * events (notification-config.ts, object-events.ts), the four operations of dead-letter queues (message-moves.ts), some
 * reads and listings as S3 does them (s3-reads.ts, s3-listing.ts), queue URLs that resolve everywhere (queue-urls.ts). Still missing and not to be
 * tested here: versions of objects, conditional writes, queue policies, the check for overlapping filters.
 */
import { buildApp } from 'fauxqs';
import { addMessageMoves } from './aws/message-moves.ts';
import { addNotificationConfig } from './aws/notification-config.ts';
import { addObjectEvents } from './aws/object-events.ts';
import { localiseQueueUrls } from './aws/queue-urls.ts';
import { orderedStores } from './aws/s3-listing.ts';
import { correctS3 } from './aws/s3-reads.ts';

export interface Aws {
  /** `http://127.0.0.1:<port>`, of S3 and SQS both. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Waits until every event so far is announced. */
  settled(): Promise<unknown>;
  stop(): Promise<void>;
}

const REGION = 'us-east-1';

/** @param port 0 (the default) takes a free one */
export async function startAws({ port = 0 }: { readonly port?: number } = {}): Promise<Aws> {
  const app = buildApp({ logger: false, defaultRegion: REGION, stores: await orderedStores() });
  correctS3(app);
  localiseQueueUrls(app);
  addMessageMoves(app);
  const settled = addObjectEvents(app, addNotificationConfig(app), REGION);
  const endpoint = await app.listen({ port, host: '127.0.0.1' });
  return {
    endpoint,
    region: REGION,
    // Anything is accepted.
    accessKeyId: 'local',
    secretAccessKey: 'local',
    settled,
    stop: async () => {
      await settled();
      await app.close();
    },
  };
}
