/** What adapters read of a bucket for the doctor. */
import type { Read } from './area.ts';

export interface BucketFacts {
  readonly bucket: string;
  readonly notifications: Read<NotificationFacts>;
  readonly encryption: Read<{ readonly algorithm: string; readonly key: string | undefined }>;
  readonly isVersioned: Read<boolean>;
  readonly lifecycle: Read<readonly LifecycleRule[]>;
  readonly sample: Read<SampleFacts>;
}

export interface NotificationFacts {
  readonly rules: readonly NotificationRule[];
  readonly hasEventBridge: boolean;
}

export interface NotificationRule {
  readonly id: string;
  /** ARN of the queue, the topic or the function that is told. */
  readonly target: string;
  /** `s3:ObjectCreated:*`, `s3:ObjectCreated:Put`, ... */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** An enabled rule that takes objects away, or where the loader cannot read them. */
export interface LifecycleRule {
  readonly id: string;
  readonly prefix: string;
  /** It holds for objects with certain tags only, which DMS sets none of. */
  readonly hasTags: boolean;
  /** After so many days the object is deleted, or is moved to an archive; 0 for a fixed date. */
  readonly expiresAfterDays: number | undefined;
  readonly archivesAfterDays: number | undefined;
  readonly expiresOldVersions: boolean;
}

/** A few objects of the bucket. */
export interface SampleFacts {
  readonly keys: readonly string[];
  /** One byte of the first data file; undefined where there is none. */
  readonly read: { readonly key: string; readonly fault: string | undefined } | undefined;
  /** How far the clock of S3 is ahead of this one, in milliseconds; undefined if it did not say. */
  readonly aheadMs: number | undefined;
}
