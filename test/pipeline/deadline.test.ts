import { describe, expect, it } from 'vitest';
import { deadlineNear } from '../../domain/deadline.ts';
import type { FormatReader } from '../../domain/ports/files.ts';
import type { ObjectStore } from '../../domain/ports/store.ts';
import { consumeMessage } from '../../pipeline/consume-message.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import { messageOf } from '../doubles/queue.ts';
import { BUCKET } from '../doubles/store.ts';
import { s3Notification, s3Record } from '../factories/notification.ts';
import { productFile } from '../factories/product-file.ts';
import { attemptOf, useBench } from './bench.ts';

const CDC = 'dmstest/test_product/20260301-010203456.parquet';

const ONE = productFile([{ id: 1n }]);

const bench = useBench();

/** Does something before each batch of a file. */
function pausing(reader: FormatReader, pause: () => unknown): FormatReader {
  return {
    async open(object, format) {
      const file = await reader.open(object, format);
      return {
        ...file,
        async *read(names) {
          for await (const batch of file.read(names)) {
            await pause();
            yield batch;
          }
        },
      };
    },
  };
}

/** The record of an event of a key. */
function recordOf(key: string) {
  const { s3 } = s3Record() as { s3: object };
  return s3Record({ s3: { ...s3, bucket: { name: BUCKET }, object: { key, size: ONE.length } } });
}

describe('the time of an attempt', () => {
  it('P8: ends the wait for a store that never answers', async () => {
    const { loader } = bench();
    const open: ObjectStore['open'] = ({ signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(deadlineNear())));
    const attempt = attemptOf({ deadlineMs: Date.now() + 50 });
    const result = await loadObject({ bucket: BUCKET, key: CDC }, attempt, { ...loader, store: { open } });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'DEADLINE_NEAR' } });
  });

  it('P7: does not keep the bad cells that were found from being named', async () => {
    const { store, loader } = bench();
    const rows = Array.from({ length: 40 }, (_, at) => ({ id: BigInt(at), active: at === 12 ? 'maybe' : 'Y' }));
    const attempt = attemptOf();
    let now = attempt.startedAtMs;
    const slow = pausing(loader.reader, () => {
      now += 20_000;
    });
    const clock = { now: () => now };
    const result = await loadObject(store.put(CDC, productFile(rows, 10)), attempt, { ...loader, clock, reader: slow });
    expect(result).toMatchObject({ outcome: 'rejected', error: { code: 'ROW_BAD', details: { row: 13 } } });
    expect(result.error?.message).toContain('found before the time ran out');
  });

  it('P8: is not spent on locks once a row is bad: the rest of the file is read without them', async () => {
    const { store, loader, query } = bench();
    const rows = Array.from({ length: 1200 }, (_, at) => ({ id: BigInt(at), active: at === 412 ? 'maybe' : 'Y' }));
    const locked: number[] = [];
    const reader = pausing(loader.reader, async () => {
      const locks = await query(`select 1 from pg_locks join pg_database d on d.oid = database
                                 where locktype = 'advisory' and d.datname = current_database()`);
      locked.push(locks.length);
    });
    const result = await loadObject(store.put(CDC, productFile(rows, 400)), attemptOf(), { ...loader, reader });
    expect(result.error?.code).toBe('ROW_BAD');
    expect(locked.map(count => count > 0)).toEqual([true, true, false]);
  });

  it('P8: leaves the records of a message untouched that it does not suffice for, and says so once', async () => {
    const { store, loader, logged } = bench();
    const keys = [1, 2, 3, 4].map(number => `dmstest/test_product/LOAD0000000${number}.parquet`);
    for (const key of keys) {
      store.put(key, ONE);
    }
    let now = Date.now();
    const deadlineMs = now + 60_000;
    const slow: ObjectStore = {
      open: place => {
        now += 30_000;
        return store.open(place);
      },
    };
    // Over with the second record, which fails for want of time; the third and the fourth are not begun.
    const message = messageOf(s3Notification(...keys.map(recordOf)));
    const result = await consumeMessage(message, deadlineMs, { ...loader, store: slow, clock: { now: () => now } });
    expect(result.outcome).toBe('failed');
    expect(result.errors.map(({ code }) => code)).toEqual(['DEADLINE_NEAR', 'DEADLINE_NEAR']);
    expect(store.opened).toEqual(keys.slice(0, 2));
    const recorded = 'select object_key from dms_loader.object_load order by object_key';
    expect(await bench().query(recorded)).toEqual(keys.slice(0, 2).map(key => `{"object_key":"${key}"}`));
    expect(logged.filter(line => line.includes('"event":"records-untouched"'))).toHaveLength(1);
    expect(logged.join('')).toContain('"records":2');
  });
});
