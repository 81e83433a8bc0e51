/**
 * A warm consumer: each line of its input is a list of stored objects as JSON; it consumes their messages in batches, as the
 * Lambda does, over one connection, and prints one line of JSON. An object with a path is read from there.
 */
import { createInterface } from 'node:readline';
import { openLocalFile } from '../../adapters/files/local-file.ts';
import { BATCH_SIZE } from '../../domain/limits.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import type { Message } from '../../domain/ports/queue.ts';
import type { ObjectStore } from '../../domain/ports/store.ts';
import { readConfig } from '../../handlers/config.ts';
import { makeConsumer } from '../../handlers/wire.ts';
import { consumeBatch, type MessageResult } from '../../pipeline/consume-batch.ts';
import { s3Notification, s3Record } from '../../test/factories/notification.ts';
import type { Announced } from '../bucket.ts';
import { peakMemoryMib } from '../peak-memory.ts';
import { watchPhases } from '../statement-phases.ts';
import { benchProduct } from '../table.ts';

const HOUR_MS = 3_600_000;

const config = readConfig(process.env, ['database', 'queue']);
const made = makeConsumer(config, makeRoutes([benchProduct], []));
const paths = new Map<string, string>();
const store: ObjectStore = {
  open(place) {
    const path = paths.get(place.key);
    return path === undefined ? made.loader.store.open(place) : openWhole(path, place);
  },
};
const consumer = { ...made, loader: { ...made.loader, store } };
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await consume(JSON.parse(line) as readonly Placed[])));
}
await consumer.loader.close();

/** Closed at once: a run has more files than a process may have open. */
async function openWhole(path: string, place: { readonly bucket: string; readonly key: string }) {
  const file = await openLocalFile(path, place);
  const bytes = await file.read(0, file.sizeBytes);
  await file.close();
  return { ...file, read: async (start: number, end: number) => bytes.subarray(start, end) };
}

type Placed = Announced & { readonly path?: string };

async function consume(objects: readonly Placed[]) {
  for (const { key, path } of objects) {
    if (path !== undefined) {
      paths.set(key, path);
    }
  }
  const messages = objects.map(asMessage);
  const watch = watchPhases();
  const start = performance.now();
  const results: MessageResult[] = [];
  for (let at = 0; at < messages.length; at += BATCH_SIZE) {
    const batch = messages.slice(at, at + BATCH_SIZE);
    results.push(...(await consumeBatch(batch, Date.now() + HOUR_MS, consumer)));
  }
  const seconds = (performance.now() - start) / 1000;
  const server = watch.end();
  const bad = results.filter(({ outcome }) => outcome !== 'loaded');
  const error = bad[0] && `${bad[0].outcome}: ${bad[0].errors[0]?.message ?? 'no error'}`;
  return { seconds, loaded: results.length - bad.length, error, peakRssMib: peakMemoryMib(), ...server };
}

function asMessage({ path: _, ...object }: Placed, at: number): Message {
  return { id: `${at}`, body: s3Notification(s3Record({}, object)), receiptHandle: `${at}`, receiveCount: 1 };
}
