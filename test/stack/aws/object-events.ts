/**
 * Announces what happens to objects. After the response is sent, as on AWS: an asynchronous hook before it makes fauxqs
 * answer twice.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { eventMessage, type ObjectEvent } from './event-record.ts';
import {
  bodyText,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  hasQuery,
  placeOf,
} from './fastify.ts';
import type { NotificationConfig } from './notification-config.ts';
import { texts } from './notification-rules.ts';
import { sendToArn } from './sqs-call.ts';

/** Hexadecimal digits of a sequencer; S3 gives 16 or more. */
const SEQUENCER_DIGITS = 18;

/** Gives a function that waits until everything that happened so far is announced. */
export function addObjectEvents(
  app: FastifyInstance,
  config: NotificationConfig,
  region: string,
): () => Promise<unknown> {
  const pending = new Set<Promise<void>>();
  // Starts high, so that the texts have leading digits to be padded and compared, and only ever rises.
  let sequence = BigInt(Date.now()) << 16n;

  async function announce(event: ObjectEvent, sequencer: string): Promise<void> {
    for (const rule of config.rulesFor(event.bucket, event.name, event.key)) {
      await sendToArn(app, rule.queueArn, eventMessage(event, { region, ruleId: rule.id, sequencer }));
    }
  }

  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode >= 300 || placeOf(request).bucket === '') {
      return;
    }
    sequence += 1n;
    const sequencer = sequence.toString(16).toUpperCase().padStart(SEQUENCER_DIGITS, '0');
    const work = eventsOf(app, request, reply).then(async events => {
      for (const event of events) {
        await announce(event, sequencer);
      }
    });
    pending.add(work);
    await work.finally(() => pending.delete(work));
  });

  return () => Promise.allSettled(pending);
}

/** What a request that succeeded did to objects. */
async function eventsOf(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): Promise<ObjectEvent[]> {
  const { bucket, key } = placeOf(request);
  if (request.method === 'POST' && hasQuery(request, 'delete')) {
    return texts(bodyText(request), 'Key').map(removed => removal(bucket, removed));
  }
  if (key === '') {
    return [];
  }
  if (request.method === 'DELETE' && !hasQuery(request, 'uploadId')) {
    return [removal(bucket, key)];
  }
  const name = creationName(request);
  if (name === undefined) {
    return [];
  }
  // What this very request wrote, where its response says so: the object may have been overwritten since.
  const object = name === 'ObjectCreated:Put' ? written(request, reply) : await describe(app, request);
  return [{ name, bucket, key, object }];
}

function removal(bucket: string, key: string): ObjectEvent {
  return { name: 'ObjectRemoved:Delete', bucket, key, object: undefined };
}

function creationName(request: FastifyRequest): string | undefined {
  if (request.method === 'POST' && hasQuery(request, 'uploadId')) {
    return 'ObjectCreated:CompleteMultipartUpload';
  }
  if (request.method !== 'PUT' || hasQuery(request, 'partNumber')) {
    return;
  }
  return request.headers['x-amz-copy-source'] === undefined ? 'ObjectCreated:Put' : 'ObjectCreated:Copy';
}

function written(request: FastifyRequest, reply: FastifyReply): ObjectEvent['object'] {
  const size = request.headers['x-amz-decoded-content-length'] ?? request.headers['content-length'];
  return { size: Number(size ?? 0), eTag: withoutQuotes(reply.getHeader('etag')) };
}

async function describe(app: FastifyInstance, request: FastifyRequest): Promise<ObjectEvent['object']> {
  const path = new URL(request.url, 'http://local').pathname;
  const { headers }: { headers: IncomingHttpHeaders | Record<string, unknown> } = await app.inject({
    method: 'HEAD',
    url: path,
  });
  return { size: Number(headers['content-length']), eTag: withoutQuotes(headers['etag']) };
}

function withoutQuotes(eTag: unknown): string {
  return String(eTag).replaceAll('"', '');
}
