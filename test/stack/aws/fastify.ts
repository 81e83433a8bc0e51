/** The parts of Fastify's types that the hooks need, taken from what fauxqs exports: Fastify is its dependency, not ours. */
import type { buildApp } from 'fauxqs';

export type FastifyInstance = ReturnType<typeof buildApp>;
type Route = Parameters<FastifyInstance['route']>[0];
type Handler = Extract<Route['handler'], (...args: never[]) => unknown>;
export type FastifyRequest = Parameters<Handler>[0];
export type FastifyReply = Parameters<Handler>[1];

/** Where in S3 a request goes: decoded; the key is empty for a bucket. */
export function placeOf(request: FastifyRequest): { readonly bucket: string; readonly key: string } {
  const params = request.params as Readonly<Record<string, string | undefined>> | undefined;
  return { bucket: params?.['bucket'] ?? '', key: params?.['*'] ?? '' };
}

export function hasQuery(request: FastifyRequest, name: string): boolean {
  return name in ((request.query ?? {}) as object);
}

export function bodyText(request: FastifyRequest): string {
  return Buffer.isBuffer(request.body) ? request.body.toString('utf8') : String(request.body ?? '');
}

/** Answers as S3 does when it refuses: the code is what the SDK makes the error's name of. */
export function refuse(reply: FastifyReply, fault: { status: number; code: string; message: string }): FastifyReply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${fault.code}</Code><Message>${fault.message}</Message></Error>`;
  return reply.status(fault.status).header('content-type', 'application/xml').send(body);
}
