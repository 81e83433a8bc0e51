/**
 * Queue URLs on the host that the client called. fauxqs makes them on `sqs.<region>.localhost`, which does not resolve
 * everywhere, and the SDK calls a queue at its URL. fauxqs itself finds a queue by the path.
 */
import type { FastifyInstance } from './fastify.ts';

const FIELDS = ['QueueUrl', 'QueueUrls', 'queueUrls'];

export function localiseQueueUrls(app: FastifyInstance): void {
  app.addHook('preSerialization', async (request, _reply, payload) => {
    const host = request.headers.host ?? '';
    const change = (url: unknown): string => Object.assign(new URL(String(url)), { host }).href;
    const entries = Object.entries((payload ?? {}) as object).map(([name, value]) => {
      if (!FIELDS.includes(name)) {
        return [name, value];
      }
      return [name, Array.isArray(value) ? value.map(change) : change(value)];
    });
    return Object.fromEntries(entries);
  });
}
