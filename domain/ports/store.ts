/** Bytes of one write of an object, read by ranges. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly eTag: string;
  readonly sizeBytes: number;
  readonly lastModifiedMs: number;
  /**
   * Bytes `start` (from 0) up to, not including, `end`.
   * @throws LoaderError OBJECT_CHANGED, OBJECT_MISSING, OBJECT_FORBIDDEN, STORE_UNAVAILABLE or DEADLINE_NEAR
   */
  read(start: number, end: number): Promise<Uint8Array>;
}

export interface ObjectStore {
  /**
   * Opens what is stored under a key; with an `eTag`, only if it is that write; with an owner (an AWS account), only if
   * the bucket is theirs. Opening and all later reads end with DEADLINE_NEAR once the signal is raised.
   * @throws LoaderError OBJECT_CHANGED (another ETag), OBJECT_MISSING, OBJECT_FORBIDDEN, STORE_UNAVAILABLE or DEADLINE_NEAR
   */
  open(place: {
    bucket: string;
    key: string;
    eTag?: string | undefined;
    expectedBucketOwner?: string | undefined;
    signal?: AbortSignal | undefined;
  }): Promise<StoredObject>;
}

/** What a store tells of an object without giving its bytes. */
export interface ObjectHeads {
  /** @throws LoaderError OBJECT_MISSING, OBJECT_FORBIDDEN or STORE_UNAVAILABLE */
  head(place: {
    readonly bucket: string;
    readonly key: string;
    readonly expectedBucketOwner?: string | undefined;
  }): Promise<Pick<StoredObject, 'eTag' | 'sizeBytes' | 'lastModifiedMs'>>;
}

/** One object of a listing. */
export interface ListedObject {
  readonly key: string;
  /** Without quotes. */
  readonly eTag: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly lastModifiedMs: number;
}
