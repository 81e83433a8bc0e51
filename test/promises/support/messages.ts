import { randomUUID } from 'node:crypto';
import type { Message } from '../../../domain/ports/queue.ts';
import { BUCKET, type MemoryStore } from '../../doubles/store.ts';
import { encodeKey, s3Notification, s3Record } from '../../factories/notification.ts';

/** What S3 announces of an object in the store; `size` and `eTag` may be left to the fields of a wrong announcement. */
export function announcement(store: MemoryStore, key: string): string {
  const { eTag, sizeBytes } = store.place(key);
  return announced(key, { eTag, size: sizeBytes });
}

/** The same of any key. */
export function announced(key: string, object: Readonly<Record<string, unknown>>): string {
  const record = s3Record({}, { key: encodeKey(key), ...object }) as { s3: Record<string, unknown> };
  return s3Notification({ ...record, s3: { ...record.s3, bucket: { name: BUCKET } } });
}

/** A message as a queue hands it over. */
export function messageOf(body: string, fields: Partial<Message> = {}): Message {
  const id = randomUUID();
  return { id, body, receiptHandle: `receipt of ${id}`, receiveCount: 1, ...fields };
}
