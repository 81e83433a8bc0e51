import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';

/** A way to a PostgreSQL server that notes when the first query passes. */
export interface QueryRelay {
  /** The given URL, through the relay. */
  readonly url: string;
  /** Milliseconds since 1970 of the first query since the last call; undefined: there was none. */
  takeFirstQueryAt(): number | undefined;
  close(): void;
}

/** First bytes of the messages that have a query: Query and Parse (PostgreSQL manual, message formats). */
const QUERY_TYPES = new Set([...'QP'].map(letter => letter.charCodeAt(0)));

export async function startQueryRelay(url: string): Promise<QueryRelay> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let firstQueryAt: number | undefined;
  const server = createServer(client => {
    const upstream = dial(Number(port), hostname);
    client.on('data', bytes => {
      if (QUERY_TYPES.has(bytes[0] ?? 0)) {
        firstQueryAt ??= performance.timeOrigin + performance.now();
      }
    });
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const through = new URL(url);
  through.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: through.href,
    takeFirstQueryAt() {
      const at = firstQueryAt;
      firstQueryAt = undefined;
      return at;
    },
    close() {
      for (const socket of sockets) {
        socket.destroy();
      }
      server.close();
    },
  };
}
