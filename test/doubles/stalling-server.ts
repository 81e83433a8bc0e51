import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server in the place of S3 or SQS that lets its clients wait. */
export interface StallingServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** `silent`: never answers. `mid-body`: sends the head of an object of 1,000 bytes and 4 of them, and then nothing. */
export type Stall = 'silent' | 'mid-body';

export async function startStallingServer(stall: Stall): Promise<StallingServer> {
  const server: Server = createServer((_request, response) => {
    if (stall === 'silent') {
      return;
    }
    response.writeHead(206, {
      'Content-Length': 1000,
      'Content-Range': 'bytes 0-999/1000',
      ETag: '"e"',
      'Last-Modified': 'Sun, 01 Mar 2026 00:00:00 GMT',
    });
    response.write('PAR1');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
