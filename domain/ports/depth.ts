/** How much is in a queue, about, as SQS counts it. */
export interface QueueDepth {
  /** To be received. */
  readonly waiting: number;
  /** Received, and hidden meanwhile. */
  readonly inFlight: number;
  /** Not to be received before its time. */
  readonly delayed: number;
  /** Of the oldest message; undefined for an empty queue, and where nobody tells. */
  readonly oldestAgeMs: number | undefined;
}

/** @throws LoaderError QUEUE_UNAVAILABLE, or CONFIG_INVALID for a queue that is not there */
export type ReadDepth = () => Promise<QueueDepth>;
