/**
 * Three ways in which fauxqs reads and writes objects other than S3 does.
 * - A suffix range longer than the object is the whole object (RFC 9110, 14.1.2), not a 416: how a small file is read.
 * - HEAD honours If-Match (S3 API reference, HeadObject).
 * - An object may be larger than 11 MiB in one PUT: S3 takes 5 GiB.
 */
import { type FastifyInstance, placeOf } from './fastify.ts';

const LARGEST_PUT_BYTES = 5 * 1024 ** 3;

export function correctS3(app: FastifyInstance): void {
  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_PUT_BYTES }, (_request, body, done) =>
    done(null, body),
  );

  app.addHook('preHandler', async (request, reply) => {
    const expected = request.method === 'HEAD' ? request.headers['if-match'] : undefined;
    const suffix = request.method === 'GET' ? suffixLength(request.headers.range) : undefined;
    if (placeOf(request).key === '' || (expected ?? suffix) === undefined) {
      return;
    }
    const { headers } = await app.inject({ method: 'HEAD', url: request.url });
    if (expected !== undefined && headers.etag !== undefined && headers.etag !== expected) {
      return reply.status(412).send();
    }
    const size = Number(headers['content-length'] ?? 0);
    if (suffix !== undefined && size > 0 && suffix > size) {
      request.headers.range = `bytes=0-${size - 1}`;
    }
  });
}

/** Of `bytes=-500`: 500. Undefined for every other range. */
function suffixLength(range: string | undefined): number | undefined {
  const length = /^bytes=-(?<length>\d+)$/u.exec(range ?? '')?.groups?.['length'];
  return length === undefined ? undefined : Number(length);
}
