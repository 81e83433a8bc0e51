import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A service of AWS that speaks JSON, in the place of Lambda and DMS: it answers as it is told to, and keeps what it was asked. */
export interface JsonService {
  readonly endpoint: string;
  /** `GET /2015-03-31/functions/..`, or of DMS `DescribeEndpoints`, and the body. */
  readonly asked: { readonly call: string; readonly body: unknown }[];
  stop(): Promise<void>;
}

/** An error as the JSON protocols write it (Smithy, AWS JSON 1.1 and REST-JSON: `X-Amzn-Errortype`, `__type`). */
export interface Fault {
  readonly status: number;
  readonly type: string;
}

export type Answer = object | Fault;

export async function startJsonService(answer: (call: string, body: unknown) => Answer): Promise<JsonService> {
  const asked: { call: string; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const body: unknown = JSON.parse((await text(request)) || '{}');
    const call = callOf(request);
    asked.push({ call, body });
    const answered = answer(call, body);
    const fault = 'status' in answered && 'type' in answered ? answered : undefined;
    response.writeHead(fault?.status ?? 200, {
      'Content-Type': 'application/json',
      ...(fault === undefined ? {} : { 'X-Amzn-Errortype': fault.type }),
    });
    response.end(JSON.stringify(fault === undefined ? answered : { __type: fault.type, message: 'refused' }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function callOf({ method, url, headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  return typeof target === 'string' ? (target.split('.')[1] ?? '') : `${method} ${decodeURIComponent(url ?? '')}`;
}
