import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server in the place of CloudWatch: AWS JSON 1.0, GetMetricData only. */
export interface CloudWatch {
  readonly endpoint: string;
  /** Bodies of the questions, and the operations that were called. */
  readonly asked: { readonly target: string; readonly body: unknown }[];
  stop(): Promise<void>;
}

/** @param values of the metric, the newest first; 'refused': who asks may not */
export async function startCloudWatch(values: readonly number[] | 'refused'): Promise<CloudWatch> {
  const asked: CloudWatch['asked'] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part);
    }
    asked.push({
      target: String(request.headers['x-amz-target']),
      body: JSON.parse(Buffer.concat(parts).toString()),
    });
    response.writeHead(values === 'refused' ? 400 : 200, { 'Content-Type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(values === 'refused' ? REFUSAL : answer(values)));
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

const REFUSAL = {
  __type: 'com.amazonaws.cloudwatch#AccessDenied',
  message: 'not authorized to perform: cloudwatch:GetMetricData',
};

function answer(values: readonly number[]): unknown {
  const Timestamps = values.map((_, at) => 1_769_860_800 - at * 60);
  return {
    Messages: [],
    MetricDataResults: [{ Id: 'oldest', Label: 'oldest', StatusCode: 'Complete', Timestamps, Values: values }],
  };
}
