import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';

/** A way to a server that can be cut, or can fall silent with its sockets open, at a chosen moment. */
export interface CuttingProxy {
  /** The given URL, through the proxy. */
  readonly url: string;
  /** The next message with this text arrives; its answer does not, and the connection ends. */
  swallowAnswerTo(text: string): void;
  /** The same, and nobody gets through any more. */
  vanishAfter(text: string): void;
  /** The answer to the next message with this text arrives, and with it the end of the connection. */
  cutAfter(text: string): void;
  /** The next message with this text does not arrive, and the connection ends. */
  cutBefore(text: string): void;
  /** From now on nothing passes, neither bytes nor the end of a connection: a host that vanished. */
  freeze(): void;
  close(): void;
}

interface Plan {
  text: string;
  mode: 'pass' | 'swallow' | 'vanish' | 'vanished' | 'cut' | 'cut-after' | 'frozen';
}

export async function startCuttingProxy(url: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(url);
  const plan: Plan = { text: '', mode: 'pass' };
  const sockets = new Set<Socket>();
  const server = createServer(client => {
    if (plan.mode === 'vanished') {
      client.destroy();
      return;
    }
    const upstream = dial(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    join(client, upstream, plan);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const through = new URL(url);
  through.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: through.href,
    swallowAnswerTo: text => void Object.assign(plan, { text, mode: 'swallow' }),
    vanishAfter: text => void Object.assign(plan, { text, mode: 'vanish' }),
    cutAfter: text => void Object.assign(plan, { text, mode: 'cut-after' }),
    cutBefore: text => void Object.assign(plan, { text, mode: 'cut' }),
    freeze: () => void Object.assign(plan, { mode: 'frozen' }),
    close() {
      for (const socket of sockets) {
        socket.destroy();
      }
      server.close();
    },
  };
}

function join(client: Socket, upstream: Socket, plan: Plan): void {
  let isDoomed = false;
  client.on('data', bytes => {
    const isMeant = plan.text !== '' && bytes.includes(plan.text);
    if (isMeant && plan.mode === 'cut') {
      plan.mode = 'pass';
      client.destroy();
    } else if (plan.mode !== 'frozen') {
      isDoomed ||= isMeant && ['swallow', 'vanish', 'cut-after'].includes(plan.mode);
      upstream.write(bytes);
    }
  });
  upstream.on('data', bytes => {
    if (isDoomed) {
      client.end(plan.mode === 'cut-after' ? bytes : '');
      plan.mode = plan.mode === 'vanish' ? 'vanished' : 'pass';
    } else if (plan.mode !== 'frozen') {
      client.write(bytes);
    }
  });
  const unlessFrozen = (end: () => void) => () => {
    if (plan.mode !== 'frozen') {
      end();
    }
  };
  client.on(
    'close',
    unlessFrozen(() => upstream.destroy()),
  );
  upstream.on(
    'close',
    unlessFrozen(() => client.destroy()),
  );
}
