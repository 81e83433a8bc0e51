import { encodeKey } from './event-key.ts';

/** The object that a message of the loader's own is about, its key decoded. */
export interface AnnouncedObject {
  readonly bucket: string;
  readonly key: string;
  readonly eTag: string;
  readonly sizeBytes: number;
  readonly isCopy?: boolean | undefined;
}

/** The body of a message that announces an object as S3 does, with what else its record is to say. */
export function eventBody(
  { bucket, key, eTag, sizeBytes, isCopy = false }: AnnouncedObject,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    eventName: isCopy ? 'ObjectCreated:Copy' : 'ObjectCreated:Put',
    s3: { bucket: { name: bucket }, object: { key: encodeKey(key), size: sizeBytes, eTag } },
    ...more,
  };
  return JSON.stringify({ Records: [record] });
}
