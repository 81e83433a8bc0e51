import { type JsonServer, startJsonServer } from './json-server.ts';

/** A server in the place of CloudWatch: AWS JSON 1.0, GetMetricData only. */
export interface CloudWatch extends JsonServer {
  /** Bodies of the questions, and the operations that were called. */
  readonly asked: { readonly target: string; readonly body: unknown }[];
}

/** @param values of the metric, the newest first; 'refused': who asks may not */
export async function startCloudWatch(values: readonly number[] | 'refused'): Promise<CloudWatch> {
  const asked: CloudWatch['asked'] = [];
  const server = await startJsonServer((request, body) => {
    asked.push({ target: String(request.headers['x-amz-target']), body });
    return {
      status: values === 'refused' ? 400 : 200,
      headers: { 'Content-Type': 'application/x-amz-json-1.0' },
      document: values === 'refused' ? REFUSAL : answer(values),
    };
  });
  return { ...server, asked };
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
