import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Machine } from './report/results.ts';
import { withClient } from './server.ts';

const GIBIBYTE = 1024 ** 3;

/** On what was measured, and when. */
export async function describeMachine(serverUrl: string): Promise<Machine> {
  const postgres = await withClient(serverUrl, async client => {
    const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version");
    return rows[0]?.version ?? '';
  });
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.replaceAll(/\s+/gu, ' ').trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / GIBIBYTE),
    node: process.versions.node,
    postgres,
  };
}
