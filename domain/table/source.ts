/** Where files come from, and how to take them. A checked one; with none declared, one with defaults covers every bucket. */
export interface Source {
  readonly name: string;
  /** Undefined for any. */
  readonly bucket: string | undefined;
  /** Folders before the schema's, without a slash at either end; '' if none are stated. */
  readonly prefix: string;
  /** Area/Location of DatePartitionTimezone; undefined for UTC. */
  readonly timeZone: string | undefined;
  /** What says when a full-load file was written. */
  readonly loadTime: 'last-modified' | 'timestamp-column';
  /** `SCHEMA.TABLE`, with `*` for any characters, without regard to case. */
  readonly ignore: readonly string[];
  readonly expectedBucketOwner: string | undefined;
}
