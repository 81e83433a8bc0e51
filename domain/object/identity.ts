/**
 * Which write of which object. A redelivered event is the same write; a LOAD file that DMS wrote again on a table
 * reload is another one, even with equal bytes, which is why LastModified belongs to it.
 */
export interface ObjectIdentity {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  /** Without quotes. Compared, never read as a digest. */
  readonly eTag: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970 for a full-load file; undefined for a CDC file, whose name carries its time. */
  readonly lastModifiedMs: number | undefined;
}

/** `s3://bucket/key`, the way an object is named to people. */
export function objectUrl(object: Pick<ObjectIdentity, 'bucket' | 'key'>): string {
  return `s3://${object.bucket}/${object.key}`;
}

const URL_FORM = /^s3:\/\/(?<bucket>[^/]+)(?:\/(?<key>.*))?$/su;

/** Bucket and key of `s3://bucket/key`, the key empty where none is there; undefined for what is no such URL. */
export function placeOfUrl(url: string): { readonly bucket: string; readonly key: string } | undefined {
  const { bucket, key = '' } = URL_FORM.exec(url)?.groups ?? {};
  return bucket === undefined ? undefined : { bucket, key };
}
