import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface JsonServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** What is answered to a question. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly document: unknown;
}

/** A server on this machine that takes and gives JSON; a question without a body counts as `{}`. */
export async function startJsonServer(
  answer: (request: IncomingMessage, body: unknown) => JsonAnswer,
): Promise<JsonServer> {
  const server = createServer(async (request, response) => {
    const { status, headers, document } = answer(request, JSON.parse((await text(request)) || '{}'));
    response.writeHead(status, headers);
    response.end(JSON.stringify(document));
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
