import type { IncomingMessage } from 'node:http';
import { type JsonServer, startJsonServer } from './json-server.ts';

/** A service of AWS that speaks JSON, in the place of Lambda and DMS: it answers as it is told to, and keeps what it was asked. */
export interface JsonService extends JsonServer {
  /** `GET /2015-03-31/functions/..`, or of DMS `DescribeEndpoints`, and the body. */
  readonly asked: { readonly call: string; readonly body: unknown }[];
}

/** An error as the JSON protocols write it (Smithy, AWS JSON 1.1 and REST-JSON: `X-Amzn-Errortype`, `__type`). */
export interface Fault {
  readonly status: number;
  readonly type: string;
}

export type Answer = object | Fault;

export async function startJsonService(answer: (call: string, body: unknown) => Answer): Promise<JsonService> {
  const asked: { call: string; body: unknown }[] = [];
  const server = await startJsonServer((request, body) => {
    const call = callOf(request);
    asked.push({ call, body });
    const answered = answer(call, body);
    const fault = 'status' in answered && 'type' in answered ? answered : undefined;
    return {
      status: fault?.status ?? 200,
      headers: {
        'Content-Type': 'application/json',
        ...(fault === undefined ? {} : { 'X-Amzn-Errortype': fault.type }),
      },
      document: fault === undefined ? answered : { __type: fault.type, message: 'refused' },
    };
  });
  return { ...server, asked };
}

function callOf({ method, url, headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  return typeof target === 'string' ? (target.split('.')[1] ?? '') : `${method} ${decodeURIComponent(url ?? '')}`;
}
