/** Sends messages of the loader's own to its queue, for what was not announced, or is to be looked at once more. */
export interface Announcer {
  /**
   * Sends all of them, in batches of ten; what SQS does not take is sent again.
   * @throws LoaderError QUEUE_UNAVAILABLE with how many were sent: the others were not
   */
  send(bodies: readonly string[]): Promise<void>;
}
