import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeS3Client } from '../../../adapters/s3/client.ts';
import { makeObjectStore } from '../../../adapters/s3/object-store.ts';
import type { ObjectStore } from '../../../domain/ports/store.ts';
import { type Stall, startStallingServer } from '../../doubles/stalling-server.ts';

const PLACE = { bucket: 'landing', key: 'a/b.parquet' };

/** Longer than any test may take. */
const HOUR_MS = 3_600_000;

async function storeOver(stall: Stall, silenceMs: number): Promise<ObjectStore> {
  const server = await startStallingServer(stall);
  vi.stubEnv('AWS_ENDPOINT_URL', server.endpoint);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  const client = makeS3Client({ silenceMs });
  onTestFinished(async () => {
    client.destroy();
    await server.stop();
  });
  return makeObjectStore(client);
}

afterEach(() => vi.unstubAllEnvs());

describe.each(['silent', 'mid-body'] as const)('a store that falls %s', stall => {
  it('P11: is given up after its longest silence, as STORE_UNAVAILABLE', async () => {
    const store = await storeOver(stall, 100);
    await expect(store.open(PLACE)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('s3://landing/a/b.parquet: could not be read (TimeoutError'),
    });
  });

  it('P11: is given up when the time of the attempt is over, as DEADLINE_NEAR', async () => {
    const store = await storeOver(stall, HOUR_MS);
    const signal = AbortSignal.timeout(100);
    await expect(store.open({ ...PLACE, signal })).rejects.toMatchObject({ code: 'DEADLINE_NEAR', verdict: 'failed' });
  });
});
