/**
 * A warm consumer: each line of its input is a list of stored objects as JSON; it consumes their messages in batches, as the
 * Lambda does, over one connection, and prints one line of JSON.
 */
import { createInterface } from 'node:readline';
import { BATCH_SIZE } from '../../domain/limits.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import type { Message } from '../../domain/ports/queue.ts';
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
const consumer = makeConsumer(config, makeRoutes([benchProduct], []));
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await consume(JSON.parse(line) as readonly Announced[])));
}
await consumer.loader.close();

async function consume(objects: readonly Announced[]) {
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

function asMessage(object: Announced, at: number): Message {
  return { id: `${at}`, body: s3Notification(s3Record({}, { ...object })), receiptHandle: `${at}`, receiveCount: 1 };
}
