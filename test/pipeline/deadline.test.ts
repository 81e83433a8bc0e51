import { describe, expect, it } from 'vitest';
import { deadlineNear } from '../../domain/deadline.ts';
import type { ObjectStore } from '../../domain/ports.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import { BUCKET } from '../doubles/store.ts';
import { attemptOf, useBench } from './bench.ts';

const CDC = 'dmstest/test_product/20260301-010203456.parquet';

const bench = useBench();

describe('the time of an attempt', () => {
  it('P8: ends the wait for a store that never answers', async () => {
    const { loader } = bench();
    const open: ObjectStore['open'] = ({ signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(deadlineNear())));
    const attempt = attemptOf({ deadlineMs: Date.now() + 50 });
    const result = await loadObject({ bucket: BUCKET, key: CDC }, attempt, { ...loader, store: { open } });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'DEADLINE_NEAR' } });
  });
});
