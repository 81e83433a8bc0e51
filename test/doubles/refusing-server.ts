import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** All of AWS, as it is to a role that may do nothing: it speaks XML to S3's clients, and JSON to others. */
export async function startRefusingServer(): Promise<{ readonly endpoint: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    const isS3 = request.headers['content-type'] === undefined && !request.url?.startsWith('/20');
    const type = isS3 ? 'application/xml' : 'application/json';
    response.writeHead(isS3 ? 403 : 400, { 'Content-Type': type, 'X-Amzn-Errortype': 'AccessDeniedException' });
    response.end(
      isS3
        ? '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
        : '{"__type":"AccessDeniedException","message":"not authorized"}',
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
